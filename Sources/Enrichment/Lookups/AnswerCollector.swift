internal import CallModel
internal import Waiting

/// Gathers the answers of one lookup's connectors until all are there or the deadline has come, and reports those that come later.
final class AnswerCollector: Sendable {
    private struct State {
        var answers: [ConnectorAnswer?]
        var missing: Int
        var isClosed = false
        var waiter: ParkedTask?
        var onLate: (@Sendable () -> Void)?
        /// Times the missing answers out; ends with the collector, and with the last answer.
        var timer: Task<Void, Never>?
        /// Whether the lookup has gone on to the number's second reading.
        var isFollowed = false

        /// All answers are there: nothing is left to be reported or timed.
        mutating func finish() {
            self.onLate = nil
            self.timer?.cancel()
            self.timer = nil
        }
    }

    private let state: Lock<State>

    /// - Parameter answers: Those known from the start, in the order of the connectors.
    init(_ answers: [ConnectorAnswer?]) {
        self.state = Lock(State(answers: answers, missing: answers.count { $0 == nil }))
    }

    deinit {
        self.state.withLock(\.timer)?.cancel()
    }

    /// The answers so far; `nil` for those still missing.
    var answers: [ConnectorAnswer?] { self.state.withLock(\.answers) }

    /// Lets the lookup go on to the number's second reading; `false` where it has already.
    func follow() -> Bool {
        self.state.withLock { state in
            defer { state.isFollowed = true }
            return !state.isFollowed
        }
    }

    /// Adds the answer of one connector, by its place among the lookup's connectors; a second one is ignored.
    func fill(_ place: Int, with answer: ConnectorAnswer) {
        let (waiter, onLate) = self.state.withLock { state -> (ParkedTask?, (@Sendable () -> Void)?) in
            guard state.answers[place] == nil else { return (nil, nil) }
            state.answers[place] = answer
            state.missing -= 1
            guard !state.isClosed else {
                defer { if state.missing == 0 { state.finish() } }
                return (nil, state.onLate)
            }
            return (state.missing == 0 ? state.waiter.take() : nil, nil)
        }
        waiter?.wake()
        onLate?()
    }

    /// Puts a newer answer in the place of one that was past its fresh life.
    func replace(_ place: Int, with answer: ConnectorAnswer) {
        self.state.withLock { $0.answers[place] = answer }
    }

    /// Ends the lookup's longest time: what is still missing becomes `answer`, reported as one change.
    func timeOut(with answer: ConnectorAnswer) {
        let onLate = self.state.withLock { state -> (@Sendable () -> Void)? in
            guard state.missing > 0 else { return nil }
            state.answers = state.answers.map { $0 ?? answer }
            state.missing = 0
            defer { state.finish() }
            return state.onLate
        }
        onLate?()
    }

    /// Returns when no answer is missing, or when ``close()`` was called. For one task.
    func wait() async {
        await self.state.park { state, task in
            guard state.missing > 0, !state.isClosed else { return false }
            state.waiter = task
            return true
        }
    }

    /// Ends the waiting: the deadline has come.
    func close() {
        let waiter = self.state.withLock { state in
            state.isClosed = true
            return state.waiter.take()
        }
        waiter?.wake()
    }

    /// Calls `handler` for each late answer from now on; at once where one came between closing and this call.
    ///
    /// - Parameter seen: How many answers were missing when the caller last looked.
    func onLateAnswer(missing seen: Int, _ handler: @escaping @Sendable () -> Void) {
        let hasChanged = self.state.withLock { state in
            state.isClosed = true
            state.onLate = state.missing == 0 ? nil : handler
            return state.missing < seen
        }
        if hasChanged { handler() }
    }

    /// Keeps the task that will ``timeOut(with:)`` what is missing, to end it as soon as it has nothing more to do.
    func attach(_ timer: Task<Void, Never>) {
        self.state.withLock { state in
            state.timer = timer
            if state.missing == 0 { state.finish() }
        }
    }
}
