/// A source of facts about a caller.
///
/// It answers one question, *what do you know about this number?*, and nothing else:
/// it does not cache, retry, rank or log; the engine does.
public protocol Connector: Sendable {
    /// Configuration key, log field and metric label. Never renamed.
    var id: ConnectorID { get }

    /// Tells, without any I/O, whether asking could help at all.
    func applies(to number: CallerNumber) -> Bool

    /// Returns all it knows about `question.number`, before `question.deadline`, in its own order.
    ///
    /// Empty means "asked, nothing known": an answer like any other. Throws only when no answer was had.
    func findings(for question: Question) async throws(ConnectorError) -> [Finding]

    /// Whether a question may be sent a second time after it failed on the way, since asking changes nothing over there. Where that
    /// has happened behind the engine's back, `question.repeats` says so.
    var repeatsSafely: Bool { get }

    /// What it is and how it stands, as far as that shows without asking it anything.
    var condition: ConnectorCondition { get }
}

extension Connector {
    public var condition: ConnectorCondition { ConnectorCondition(.crm) }
    public var repeatsSafely: Bool { false }
}
