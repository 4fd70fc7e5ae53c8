import Glibc

/// Runs work that takes seconds on threads of its own: on Swift's shared threads it would hold up every lookup.
package enum BackgroundThreads {
    /// Processors of this machine, 1 to 8.
    package static var usable: Int { min(max(sysconf(CInt(_SC_NPROCESSORS_ONLN)), 1), 8) }

    /// Runs `body` once for each of `0..<count` at the same time, the last on the calling thread, and returns when all are done.
    /// Where the system gives no thread, the calling one does that part too.
    package static func together(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let threads = (0..<max(count - 1, 0)).map { index in
            let thread = DedicatedThread { body(index) }
            if thread == nil { body(index) }
            return thread
        }
        body(max(count - 1, 0))
        for thread in threads { thread?.join() }
    }

    /// Runs `body` on a thread of lower priority while the calling task waits; where the system gives no thread, on the calling
    /// one, whose priority stays: it is shared, and an ordinary user could not raise it again.
    package static func aside<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let isStarted = DedicatedThread.detach {
                // Linux gives threads priorities of their own; those that this one starts inherit it.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
                continuation.resume(returning: body())
            }
            if !isStarted { continuation.resume(returning: body()) }
        }
    }
}
