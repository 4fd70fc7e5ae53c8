import Glibc

/// Threads of our own, for work that takes seconds: on Swift's shared threads it would hold up every lookup.
package enum BackgroundThreads {
    /// Processors of this machine, 1 to 8.
    static var usable: Int { min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 8) }

    /// Runs `body` once for each of `0..<count` at the same time, the last on the calling thread, and returns when all are done.
    static func together(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let threads = (0..<max(count - 1, 0)).map { index in Self.start { body(index) } }
        body(max(count - 1, 0))
        for thread in threads {
            if let thread { pthread_join(thread, nil) }
        }
    }

    /// Runs `body` on a thread of lower priority, without holding up the task that waits.
    package static func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let thread = Self.start {
                // Linux gives threads priorities of their own; those that this one starts inherit it.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
                continuation.resume(returning: body())
            }
            if let thread { pthread_detach(thread) }
        }
    }

    /// - Returns: `nil` where the system gives no thread; then the work has been done here.
    private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, nil,
            {
                Unmanaged<Work>.fromOpaque($0!).takeRetainedValue().body(); return nil
            }, work.toOpaque())
        guard failed != 0 else { return thread }
        work.takeRetainedValue().body()
        return nil
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
