import CJQ
import CallModel
import Glibc
import Synchronization

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
    private let state = Mutex(State())

    init(queue: WorkQueue, time: any TimeSource) {
        self.queue = queue
        self.time = time
    }

    /// Starts the thread. `false` when the machine has none to give.
    func start() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        var thread = pthread_t()
        let worker = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &thread, &attributes,
            { worker in
                worker.map { Unmanaged<Worker>.fromOpaque($0).takeRetainedValue().work() }
                return nil
            }, worker.toOpaque())
        if failure != 0 { worker.release() }
        return failure == 0
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
        if let input = run.begin(at: self.time.monotonicNow()) { run.finish(run.program.run(on: input)) }
        self.state.withLock { $0.current = nil }
    }
}
