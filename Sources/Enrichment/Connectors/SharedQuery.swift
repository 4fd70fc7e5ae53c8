internal import CallModel
internal import Waiting

/// A question to one connector; lookups that ask the same share its answer.
struct AnswerKey: Hashable {
    let connector: ConnectorID
    let number: NumberKey
    /// The region of the lookup; `nil` also where the connector's answer does not depend on it, so that regions share it.
    let region: Region?
    /// The lookup's service, or all that its credential reaches; `nil` for all connectors but flows, whose answers everybody shares. A
    /// flow is told for which service it is asked, and its answer is that service's alone.
    let audience: ServiceScope?
}

/// The result of asking one connector once.
struct ConnectorAnswer: Sendable {
    let outcome: Outcome
    var findings: [Finding] = []
    /// The program of the connector's manifest that failed.
    var fault: ProgramFault?
    /// The time from the question to the answer; zero for a kept answer.
    var elapsed: Duration = .zero
    var isCached = false
    /// Past its fresh life; asked for anew behind.
    var isStale = false
    /// When a kept answer is to be asked for anew, and when it ends; `nil` for one that is not kept.
    var freshUntil: MonotonicTime?
    var keptUntil: MonotonicTime?

    /// Whether what a flow said beside the caller was left out: it belongs to the session for which the flow was asked.
    private(set) var hasLostExtras = false

    static let skipped = ConnectorAnswer(outcome: .skipped)

    /// The answer as others than the asking session get it: of a flow the caller alone.
    var withoutExtras: ConnectorAnswer {
        guard self.findings.contains(where: { $0.extras != nil }) else { return self }
        let findings = self.findings.filter { !$0.caller.isEmpty }.map { Finding(grade: $0.grade, caller: $0.caller) }
        var answer = ConnectorAnswer(
            outcome: findings.isEmpty ? .miss : self.outcome, findings: findings, fault: self.fault, elapsed: self.elapsed,
            isCached: self.isCached, isStale: self.isStale, freshUntil: self.freshUntil, keptUntil: self.keptUntil)
        answer.hasLostExtras = true
        return answer
    }

    /// The answer with no finding that is surer than `national`: what holds for a number's second reading.
    var likely: ConnectorAnswer {
        var answer = self
        answer.findings = self.findings.map { finding in
            Finding(grade: max(finding.grade, .national), caller: finding.caller, extras: finding.extras)
        }
        return answer
    }
}

/// One question under way to one connector. All lookups that ask the same meanwhile wait for its one answer.
///
/// The single flight of lookups, with handlers instead of waiting tasks: a lookup waits for many of them at once, and a late answer
/// finds its session without a task that would have to be kept for it.
final class SharedQuery: Sendable {
    private struct State {
        var answer: ConnectorAnswer?
        var handlers: [@Sendable (ConnectorAnswer) -> Void] = []
        var tasks: [Task<Void, Never>] = []
        var end: (@Sendable ([Finding]) -> Void)?
    }

    let key: AnswerKey
    /// The session of the lookup that began it; `nil` where that names none.
    let session: String?
    let startedAt: MonotonicTime
    private let state = Lock(State())

    init(key: AnswerKey, session: String? = nil, startedAt: MonotonicTime) {
        self.key = key
        self.session = session
        self.startedAt = startedAt
    }

    /// Calls `handler` with the answer: now, where it is there, or when it comes.
    ///
    /// - Parameter isOwn: Whether the handler's lookup began the query, or is of the same session.
    func onAnswer(isOwn: Bool = true, _ handler: @escaping @Sendable (ConnectorAnswer) -> Void) {
        let call: @Sendable (ConnectorAnswer) -> Void = { handler(isOwn ? $0 : $0.withoutExtras) }
        let answer = self.state.withLock { state in
            if state.answer == nil { state.handlers.append(call) }
            return state.answer
        }
        if let answer { call(answer) }
    }

    /// Keeps the tasks that work for this query, to cancel them once it is over, and how it is ended where the answer comes by
    /// another way.
    func attach(_ tasks: Task<Void, Never>..., end: @escaping @Sendable ([Finding]) -> Void) {
        let isOver = self.state.withLock { state in
            if state.answer == nil { (state.tasks, state.end) = (tasks, end) }
            return state.answer != nil
        }
        if isOver { tasks.forEach { $0.cancel() } }
    }

    /// Ends the query with findings that came by another way than the connector's answer.
    func answer(with findings: [Finding]) {
        self.state.withLock(\.end)?(findings)
    }

    /// Ends the query; only the first answer counts.
    ///
    /// - Returns: Whether this was it.
    @discardableResult
    func complete(with answer: ConnectorAnswer) -> Bool {
        let before = self.state.withLock { state -> State? in
            guard state.answer == nil else { return nil }
            defer { state = State(answer: answer) }
            return state
        }
        guard let before else { return false }
        before.tasks.forEach { $0.cancel() }
        before.handlers.forEach { $0(answer) }
        return true
    }
}
