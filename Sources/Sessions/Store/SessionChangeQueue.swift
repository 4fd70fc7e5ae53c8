internal import CallModel
internal import DequeModule
internal import Waiting

/// A change that waits for its batch.
struct SessionChange: Sendable {
    /// Answers the request that waits for the change; `nil` where the journal has it.
    typealias Ending = @Sendable (JournalError?) -> Void

    /// The id of the session that the change needs to see, if any.
    let session: String?
    /// Changes the batch, once; its ending is called when the journal has the batch, or can't have it.
    let change: @Sendable (inout SessionBatch) -> Ending
    /// Answers the request without any change.
    let refuse: @Sendable (JournalError) -> Void
}

/// Changes that wait for the task that journals them. Those that arrive while a batch is written make the next one.
final class SessionChangeQueue: Sendable {
    private struct State {
        var changes: Deque<SessionChange> = []
        var sleeper: ParkedTask?
        var isClosed = false
    }

    private let limit: Int
    private let state = Lock(State())

    /// - Parameter limit: Most changes that wait.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a change; returns whether there was room.
    func add(_ change: SessionChange) -> Bool {
        let (isTaken, sleeper) = self.state.withLock { state -> (Bool, ParkedTask?) in
            guard state.changes.count < self.limit, !state.isClosed else { return (false, nil) }
            state.changes.append(change)
            return (true, state.sleeper.take())
        }
        sleeper?.wake()
        return isTaken
    }

    /// The changes that wait, at most `limit` of them; waits for the first one. Empty once the queue is closed and has no more.
    func next(atMost limit: Int) async -> [SessionChange] {
        while true {
            let (changes, isClosed) = self.state.withLock { state -> ([SessionChange], Bool) in
                let changes = Array(state.changes.prefix(limit))
                state.changes.removeFirst(changes.count)
                return (changes, state.isClosed)
            }
            if !changes.isEmpty || isClosed { return changes }
            await self.state.park { state, task in
                guard state.changes.isEmpty, !state.isClosed else { return false }
                state.sleeper = task
                return true
            }
        }
    }

    /// Refuses further changes; those that wait are still handed out.
    func close() {
        let sleeper = self.state.withLock { state in
            state.isClosed = true
            return state.sleeper.take()
        }
        sleeper?.wake()
    }

    var count: Int { self.state.withLock(\.changes.count) }
}
