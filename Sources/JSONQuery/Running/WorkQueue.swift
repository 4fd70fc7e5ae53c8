import Dispatch
import Synchronization

/// Runs that wait for a thread, first come, first served.
final class WorkQueue: Sendable {
    private struct State {
        var runs: [QueryRun] = []
        /// What lies before it has been taken.
        var first = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func add(_ run: QueryRun) {
        self.state.withLock { $0.runs.append(run) }
        self.signal.signal()
    }

    /// Blocks until there is some; `nil` once the queue is closed.
    func next() -> QueryRun? {
        self.signal.wait()
        return self.state.withLock { state in
            guard !state.isClosed, state.first < state.runs.count else { return nil }
            let run = state.runs[state.first]
            state.first += 1
            if state.first == state.runs.count || state.first > 1_024 {
                state.runs.removeFirst(state.first)
                state.first = 0
            }
            return run
        }
    }

    /// Sends all of `threads` home as soon as they ask for more.
    func close(threads: Int) {
        self.state.withLock { state in
            state.isClosed = true
            state.runs = []
            state.first = 0
        }
        for _ in 0..<threads { self.signal.signal() }
    }
}
