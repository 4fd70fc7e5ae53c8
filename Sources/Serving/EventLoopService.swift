internal import NIOCore
internal import ServiceLifecycle

/// A service whose own steps run on an event loop, not on the pool of threads that all tasks share.
///
/// Hummingbird takes new connections in a task. Behind the work of thousands of requests it would come to do so once in a second, and
/// until then nobody would have seen what those connections ask for. What the service begins for a connection must go back to the pool.
struct EventLoopService: Service {
    let service: any Service
    let executor: EventLoopExecutor

    func run() async throws {
        try await withTaskExecutorPreference(self.executor) { try await self.service.run() }
    }
}

/// Runs tasks on an event loop.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
