internal import CallModel
internal import Synchronization

/// One question under way to one connector. All who ask the same meanwhile wait for its one answer.
final class SharedQuery: Sendable {
    private struct State {
        var answer: ConnectorAnswer?
        var listeners: [@Sendable (ConnectorAnswer) -> Void] = []
        var tasks: [Task<Void, Never>] = []
        var end: (@Sendable ([Finding]) -> Void)?
    }

    let key: AnswerKey
    let startedAt: MonotonicTime
    private let state = Mutex(State())

    init(key: AnswerKey, startedAt: MonotonicTime) {
        self.key = key
        self.startedAt = startedAt
    }

    /// Calls `listener` with the answer: now, where it is there, or when it comes.
    func whenLanded(_ listener: @escaping @Sendable (ConnectorAnswer) -> Void) {
        let answer = self.state.withLock { state in
            if state.answer == nil { state.listeners.append(listener) }
            return state.answer
        }
        if let answer { listener(answer) }
    }

    /// Keeps the tasks that work for this flight, to cancel them once it is over, and how it is ended where the answer comes by
    /// another way.
    func attach(_ tasks: Task<Void, Never>..., end: @escaping @Sendable ([Finding]) -> Void) {
        let isOver = self.state.withLock { state in
            if state.answer == nil { (state.tasks, state.end) = (tasks, end) }
            return state.answer != nil
        }
        if isOver { tasks.forEach { $0.cancel() } }
    }

    /// The source's answer has come by another way.
    func answer(with findings: [Finding]) {
        self.state.withLock(\.end)?(findings)
    }

    /// Ends the flight; only the first answer counts. Tells whether this was it.
    @discardableResult
    func land(_ answer: ConnectorAnswer) -> Bool {
        let over = self.state.withLock { state -> State? in
            guard state.answer == nil else { return nil }
            let over = state
            state = State(answer: answer)
            return over
        }
        guard let over else { return false }
        over.tasks.forEach { $0.cancel() }
        over.listeners.forEach { $0(answer) }
        return true
    }
}
