internal import CallModel
internal import Foundation
internal import Sessions
internal import YAMLReader

/// Reads `journal` and `sessions`.
struct JournalReader {
    let reader: ConfigurationReader

    static let keys = ["maxIdle", "keepDays", "recall"]
    static let recallKeys = ["keyFile", "keepDays"]
    /// Bytes of a key for tag recall.
    private static let keyBytes = 32

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        configuration.journal = top["journal"]?.string.map(self.reader.files.resolve)
        guard let sessions = top["sessions"]?.mapping(Self.keys) else { return }
        if let idle = sessions["maxIdle"]?.duration(in: .seconds(1) ... .seconds(24 * 3_600)) {
            configuration.calls.maxIdle = idle
        }
        if let days = sessions["keepDays"]?.int(in: 1...3_650) { configuration.calls.keep = .seconds(days * 86_400) }
        guard let recall = sessions["recall"]?.mapping(Self.recallKeys) else { return }
        if let days = recall["keepDays"]?.int(in: 1...3_650) { configuration.calls.keepRecall = .seconds(days * 86_400) }
        configuration.recallKey = recall.required("keyFile").flatMap(self.key)
    }

    private func key(_ node: YAMLNode) -> Sensitive<[UInt8]>? {
        guard let path = node.string.map(self.reader.files.resolve) else { return nil }
        guard self.reader.files.isFile(path), let data = FileManager.default.contents(atPath: path),
            data.count == Self.keyBytes
        else {
            let advice = "make one with: head -c \(Self.keyBytes) /dev/urandom > FILE"
            node.report("must be a file of \(Self.keyBytes) random bytes; \(advice)")
            return nil
        }
        return Sensitive(Array(data))
    }
}
