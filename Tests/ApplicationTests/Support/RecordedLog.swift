import Logging
import Waiting

/// Keeps what is logged: the metadata of each line, as texts by name.
struct RecordedLog: LogHandler {
    /// The lines so far, in their order.
    final class Lines: Sendable {
        private let kept = Lock<[[String: String]]>([])

        var all: [[String: String]] { self.kept.withLock(\.self) }

        func append(_ line: [String: String]) {
            self.kept.withLock { $0.append(line) }
        }
    }

    let lines: Lines
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        self.lines.append((event.metadata ?? [:]).mapValues { "\($0)" })
    }
}
