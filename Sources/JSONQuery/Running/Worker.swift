import CJQ
import CallModel
import DequeModule
import Dispatch
import Glibc
import Waiting

/// A thread that runs queries, until its queue is closed or it is given up.
final class Worker: Sendable {
    /// Freeing a value nested as deep as the memory limit allows takes libjq this much; only what is touched is ever taken.
    private static let stackBytes = 256 << 20

    private struct State {
        var thread: pid_t?
        var current: QueryRun?
        var isAbandoned = false
        var hasEnded = false
    }

    private let queue: WorkQueue
    private let time: any TimeSource
    private let state = Lock(State())

    init(queue: WorkQueue, time: any TimeSource) {
        self.queue = queue
        self.time = time
    }

    /// Starts the thread. `false` when the machine has none to give.
    func start() -> Bool {
        DedicatedThread.detach(stackBytes: Self.stackBytes) { self.work() }
    }

    /// Whether it has been occupied with `run` up to now.
    func isOccupied(with run: QueryRun) -> Bool {
        self.state.withLock { $0.current === run }
    }

    /// Whether its thread is gone.
    var hasEnded: Bool { self.state.withLock { $0.hasEnded } }

    /// Gives the thread up: it can't be stopped, but it gets the processor last, and no run any more.
    func abandon() {
        let thread = self.state.withLock { state in
            state.isAbandoned = true
            return state.thread
        }
        if let thread { cjq_yield_to_all(thread) }
    }

    private func work() {
        self.state.withLock { $0.thread = cjq_name_thread("callcard-jq") }
        while !self.state.withLock({ $0.isAbandoned }), let run = self.queue.next() { self.work(on: run) }
        self.state.withLock { state in
            // The number of an ended thread may become another's.
            state.thread = nil
            state.hasEnded = true
        }
    }

    private func work(on run: QueryRun) {
        self.state.withLock { $0.current = run }
        if let input = run.start(at: self.time.monotonicNow()) { run.finish(run.program.run(on: input)) }
        self.state.withLock { $0.current = nil }
    }
}

/// Runs that wait for a thread, first come, first served.
final class WorkQueue: Sendable {
    private struct State {
        var runs: Deque<QueryRun> = []
        var isClosed = false
    }

    private let state = Lock(State())
    /// Counts what threads can take; they block on it, which tasks must not.
    private let available = DispatchSemaphore(value: 0)

    func add(_ run: QueryRun) {
        self.state.withLock { $0.runs.append(run) }
        self.available.signal()
    }

    /// Blocks until there is some; `nil` once the queue is closed.
    func next() -> QueryRun? {
        self.available.wait()
        return self.state.withLock { $0.isClosed ? nil : $0.runs.popFirst() }
    }

    /// Sends all of `threads` home as soon as they ask for more.
    func close(threads: Int) {
        self.state.withLock { state in
            state.isClosed = true
            state.runs = []
        }
        for _ in 0..<threads { self.available.signal() }
    }
}
