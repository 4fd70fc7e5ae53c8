internal import CallModel
internal import Foundation
internal import YAMLReader

/// Reads what is kept of calls and of flows' subscriptions: `journal`, `sessions` and `triggers`.
struct JournalReader {
    let files: ConfigurationFiles
    let secrets: SecretReader

    static let sessionKeys = ["maxIdle", "keepDays", "recall"]
    static let recallKeys = ["keyFile", "keepDays"]
    static let triggerKeys = ["keyFile"] + DestinationReader.keys
    /// The subscriptions' key file beside the journal, where the configuration names none.
    private static let sealKeyName = "triggers.key"

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        configuration.journal = top["journal"]?.string.map(self.files.resolve)
        self.readSessions(top, into: &configuration)
        self.readTriggers(top, into: &configuration)
    }

    private func readSessions(_ top: YAMLMapping, into configuration: inout Configuration) {
        guard let sessions = top["sessions"]?.mapping(Self.sessionKeys) else { return }
        if let idle = sessions["maxIdle"]?.duration(in: .seconds(1) ... .seconds(24 * 3_600)) {
            configuration.calls.maxIdle = idle
        }
        if let days = sessions["keepDays"]?.int(in: 1...3_650) { configuration.calls.keep = .seconds(days * 86_400) }
        guard let recall = sessions["recall"]?.mapping(Self.recallKeys) else { return }
        if let days = recall["keepDays"]?.int(in: 1...3_650) { configuration.calls.keepRecall = .seconds(days * 86_400) }
        configuration.recallKey = recall.required("keyFile").flatMap { self.recallKey($0, &configuration) }
    }

    private func recallKey(_ node: YAMLNode, _ configuration: inout Configuration) -> Sensitive<[UInt8]>? {
        guard let path = node.string.map(self.files.resolve) else { return nil }
        guard self.files.isFile(path), let data = FileManager.default.contents(atPath: path), data.count == KeyFile.bytes
        else {
            let advice = "make one with: head -c \(KeyFile.bytes) /dev/urandom > FILE"
            node.report("must be a file of \(KeyFile.bytes) random bytes; \(advice)")
            return nil
        }
        self.secrets.checkKeyFile(path, at: node, in: &configuration)
        return Sensitive(Array(data))
    }

    /// Reads the destinations of posts, and the key under which subscriptions are kept; without a journal nothing is kept.
    private func readTriggers(_ top: YAMLMapping, into configuration: inout Configuration) {
        let mapping = top["triggers"]?.mapping(Self.triggerKeys)
        if let mapping { configuration.triggers.destinations = DestinationReader(files: self.files).read(mapping) }
        let beside = configuration.journal.map { ($0 as NSString).deletingLastPathComponent + "/" + Self.sealKeyName }
        let path = mapping?.string("keyFile").map(self.files.resolve) ?? beside
        configuration.triggers.keyFile = path
        guard let path, self.files.exists(path), let node = mapping?["keyFile"] ?? top["journal"] else { return }
        let name = mapping?["keyFile"] == nil ? Self.sealKeyName : nil
        self.secrets.checkKeyFile(path, at: node, named: name, in: &configuration)
        guard KeyFile.key(at: path) == nil else { return }
        let advice = "restore it, or move it away and have flows subscribe anew"
        node.report("\((path as NSString).lastPathComponent) must hold 32 random bytes, as they are or in base64url; \(advice)")
    }
}
