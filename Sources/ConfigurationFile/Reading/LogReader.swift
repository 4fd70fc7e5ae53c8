internal import Logging
internal import ServerLog
internal import YAMLReader

/// Reads `log`: how the server's log is written.
struct LogReader {
    static let keys = ["format", "level"]

    /// Levels from the least urgent one on; the program has no `trace` and nothing `critical`.
    private enum Level: String, CaseIterable {
        case debug, info, notice, warning, error
    }

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        guard let mapping = top["log"]?.mapping(Self.keys) else { return }
        if let format = mapping["format"]?.word(LogOptions.Format.self) { configuration.log.format = format }
        if let level = mapping["level"]?.word(Level.self).flatMap({ Logger.Level(rawValue: $0.rawValue) }) {
            configuration.log.level = level
        }
    }
}
