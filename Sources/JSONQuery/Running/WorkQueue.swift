import Dispatch
import Synchronization

/// Work that waits for a thread, first come, first served.
final class WorkQueue: Sendable {
    enum Work {
        case run(Run)
        /// To make one more compiled form of a program, so that no run has to.
        case prepare(JQProgram)
    }

    private struct State {
        var works: [Work] = []
        /// What lies before it has been taken.
        var first = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func add(_ work: Work) {
        self.state.withLock { $0.works.append(work) }
        self.signal.signal()
    }

    /// Blocks until there is some; `nil` once the queue is closed.
    func next() -> Work? {
        self.signal.wait()
        return self.state.withLock { state in
            guard !state.isClosed, state.first < state.works.count else { return nil }
            let work = state.works[state.first]
            state.first += 1
            if state.first == state.works.count || state.first > 1_024 {
                state.works.removeFirst(state.first)
                state.first = 0
            }
            return work
        }
    }

    /// Sends all of `threads` home as soon as they ask for more.
    func close(threads: Int) {
        self.state.withLock { state in
            state.isClosed = true
            state.works = []
            state.first = 0
        }
        for _ in 0..<threads { self.signal.signal() }
    }
}
