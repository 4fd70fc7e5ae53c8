internal import Waiting

/// Changes that wait for the one that journals. What arrives while a batch is written makes the next one.
final class SessionChangeQueue: Sendable {
    private struct State {
        var jobs: [SessionChange] = []
        var sleeper: ParkedTask?
        var isClosed = false
    }

    private let limit: Int
    private let state = Lock(State())

    /// - Parameter limit: Most jobs that may wait.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a job; tells whether there was room.
    func add(_ job: SessionChange) -> Bool {
        let (isTaken, sleeper) = self.state.withLock { state in
            guard state.jobs.count < self.limit, !state.isClosed else { return (false, nil as ParkedTask?) }
            state.jobs.append(job)
            return (true, state.sleeper.take())
        }
        sleeper?.wake()
        return isTaken
    }

    /// The jobs that wait, at most `limit` of them; waits for the first one. Empty once the queue is closed and has no more.
    func next(atMost limit: Int) async -> [SessionChange] {
        while true {
            let (jobs, isClosed) = self.state.withLock { state -> ([SessionChange], Bool) in
                let jobs = Array(state.jobs.prefix(limit))
                state.jobs.removeFirst(jobs.count)
                return (jobs, state.isClosed)
            }
            if !jobs.isEmpty || isClosed { return jobs }
            await self.state.park { state, task in
                guard state.jobs.isEmpty, !state.isClosed else { return false }
                state.sleeper = task
                return true
            }
        }
    }

    /// Takes no more; what waits is still handed out.
    func close() {
        let sleeper = self.state.withLock { state in
            state.isClosed = true
            return state.sleeper.take()
        }
        sleeper?.wake()
    }

    var count: Int { self.state.withLock(\.jobs.count) }
}
