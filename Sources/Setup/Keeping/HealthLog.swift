internal import CallModel
internal import Logging
internal import Waiting

/// Tells the log when a part gets into trouble, when its trouble becomes another one, and when it is well again: once each, however
/// often somebody looks.
final class HealthLog: Sendable {
    private let subject: String
    private let logger: Logger
    /// The troubles that were told, by part.
    private let told: Lock<[String: String]>

    /// - Parameters:
    ///   - subject: What the parts are, in a sentence: `the journal`.
    ///   - known: Checks whose troubles were told in other words.
    init(_ subject: String, known: [Health] = [], logger: Logger) {
        self.subject = subject
        self.logger = logger
        self.told = Lock(Dictionary(known.map { ($0.name, $0.trouble) }, uniquingKeysWith: { $1 }).compactMapValues(\.self))
    }

    /// Tells of what has changed since the last call.
    func tell(of checks: [Health]) {
        for check in checks {
            let before = self.told.withLock { told in
                defer { told[check.name] = check.trouble }
                return told[check.name]
            }
            if let trouble = check.trouble, trouble != before {
                self.logger.warning("\(self.subject) is in trouble", metadata: ["part": "\(check.name)", "why": "\(trouble)"])
            } else if check.trouble == nil, before != nil {
                self.logger.notice("\(self.subject) is well again", metadata: ["part": "\(check.name)"])
            }
        }
    }
}
