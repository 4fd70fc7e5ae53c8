@testable import CurlTransport

/// Runs tasks on a thread of its own, so that what they measure is not the wait for the other tests' work.
final class OwnThread: TaskExecutor {
    private let jobs = Monitor((queue: [UnownedJob](), isStopped: false))

    init() {
        precondition(
            NamedThread.start("test-executor") {
                while let batch = Self.next(self.jobs) {
                    for job in batch { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
                }
            })
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.jobs.withLock { $0.queue.append(job) }
        self.jobs.signal()
    }

    func stop() {
        self.jobs.withLock { $0.isStopped = true }
        self.jobs.signal()
    }

    private static func next(_ jobs: Monitor<(queue: [UnownedJob], isStopped: Bool)>) -> [UnownedJob]? {
        jobs.wait { state in
            defer { state.queue = [] }
            if !state.queue.isEmpty { return .done(state.queue) }
            return state.isStopped ? .done(nil) : .wait(until: nil)
        }
    }
}
