internal import CallModel
internal import Foundation
internal import YAMLReader

/// Reads `triggers`: where flows may ask to be told of calls, and the key under which that is kept.
struct TriggersReader {
    let files: ConfigurationFiles

    static let keys = ["keyFile"] + DestinationReader.keys
    /// The key's file beside the journal, where the configuration names none.
    private static let keyName = "triggers.key"

    /// - Parameter journal: The journal's file; `nil` where there is none, and nothing is kept.
    func read(_ top: YAMLMapping, journal: String?, into configuration: inout Configuration) {
        let mapping = top["triggers"]?.mapping(Self.keys)
        if let mapping { configuration.triggers.destinations = DestinationReader(files: self.files).read(mapping) }
        let beside = journal.map { ($0 as NSString).deletingLastPathComponent + "/" + Self.keyName }
        let path = mapping?.string("keyFile").map(self.files.resolve) ?? beside
        configuration.triggers.keyFile = path
        guard let path, self.files.exists(path), !self.isKey(path), let node = mapping?["keyFile"] ?? top["journal"] else {
            return
        }
        node.report(
            "\((path as NSString).lastPathComponent) must hold 32 random bytes, as they are or in base64url; \(Self.advice)")
    }

    private static let advice = "restore it, or move it away and have flows subscribe anew"

    private func isKey(_ path: String) -> Bool {
        guard self.files.isFile(path), let data = FileManager.default.contents(atPath: path) else { return false }
        return SealKeyFile.key(in: Array(data)) != nil
    }
}
