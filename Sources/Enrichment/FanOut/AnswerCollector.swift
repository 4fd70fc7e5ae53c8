internal import CallModel
internal import Synchronization

/// Collects the answers of one lookup's connectors until all are there or time is up; what comes later is told on.
final class AnswerCollector: Sendable {
    private struct State {
        var answers: [ConnectorAnswer?]
        var missing: Int
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
        var onLate: (@Sendable () -> Void)?
        /// Seals the gathering; ends with it, and with the last answer.
        var timer: Task<Void, Never>?

        /// All answers are there: nothing is left to be told or timed.
        mutating func finish() {
            self.onLate = nil
            self.timer?.cancel()
            self.timer = nil
        }
    }

    private let state: Mutex<State>

    /// - Parameter answers: Those known from the start, in the order of the connectors.
    init(_ answers: [ConnectorAnswer?]) {
        self.state = Mutex(State(answers: answers, missing: answers.count { $0 == nil }))
    }

    deinit {
        self.state.withLock(\.timer)?.cancel()
    }

    /// The answers so far; `nil` for those still missing.
    var answers: [ConnectorAnswer?] { self.state.withLock(\.answers) }

    /// Takes the answer of one connector; a second one for the same place is ignored.
    func fill(_ place: Int, with answer: ConnectorAnswer) {
        let (waiter, onLate) = self.state.withLock { state -> (CheckedContinuation<Void, Never>?, (@Sendable () -> Void)?) in
            guard state.answers[place] == nil else { return (nil, nil) }
            state.answers[place] = answer
            state.missing -= 1
            guard !state.isClosed else {
                defer { if state.missing == 0 { state.finish() } }
                return (nil, state.onLate)
            }
            guard state.missing == 0 else { return (nil, nil) }
            defer { state.waiter = nil }
            return (state.waiter, nil)
        }
        waiter?.resume()
        onLate?()
    }

    /// Puts a newer answer in the place of one that was past its fresh life.
    func renew(_ place: Int, with answer: ConnectorAnswer) {
        self.state.withLock { $0.answers[place] = answer }
    }

    /// The lookup's longest time is over: what is still missing becomes `answer`, told on as one change.
    func seal(with answer: ConnectorAnswer) {
        let onLate = self.state.withLock { state -> (@Sendable () -> Void)? in
            guard state.missing > 0 else { return nil }
            state.answers = state.answers.map { $0 ?? answer }
            state.missing = 0
            defer { state.finish() }
            return state.onLate
        }
        onLate?()
    }

    /// Returns when no answer is missing, or when ``close()`` was called.
    func wait() async {
        await withCheckedContinuation { waiter in
            let isOver = self.state.withLock { state in
                guard state.missing > 0 && !state.isClosed else { return true }
                state.waiter = waiter
                return false
            }
            if isOver { waiter.resume() }
        }
    }

    /// Time is up.
    func close() {
        let waiter = self.state.withLock { state in
            state.isClosed = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// From now on calls `handler` whenever a late answer comes; at once where one came between closing and this call.
    ///
    /// - Parameter seen: How many answers were missing when the caller last looked.
    func tellLate(missing seen: Int, _ handler: @escaping @Sendable () -> Void) {
        let hasChanged = self.state.withLock { state in
            state.isClosed = true
            state.onLate = state.missing == 0 ? nil : handler
            return state.missing < seen
        }
        if hasChanged { handler() }
    }

    /// Keeps the task that will ``seal(with:)`` it, to end it as soon as it has nothing more to do.
    func attach(_ timer: Task<Void, Never>) {
        self.state.withLock { state in
            state.timer = timer
            if state.missing == 0 { state.finish() }
        }
    }
}
