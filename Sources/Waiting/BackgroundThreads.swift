import Glibc

/// Runs work that takes seconds on threads of its own: on Swift's shared threads it would hold up every lookup.
package enum BackgroundThreads {
    /// Processors of this machine, 1 to 8.
    package static var usable: Int { min(max(sysconf(CInt(_SC_NPROCESSORS_ONLN)), 1), 8) }

    /// Runs `body` once for each of `0..<count` at the same time, and returns when all are done. Where the system gives no
    /// thread, the calling one does that part too.
    ///
    /// - Parameters:
    ///   - count: How many times, at least 1.
    ///   - stackBytes: Room for the stack of each thread; `nil` for the system's default, and then the calling thread does the
    ///     last part.
    ///   - onStart: Called first on each thread that is made.
    package static func together(
        _ count: Int, stackBytes: Int? = nil, onStart: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable (Int) -> Void
    ) {
        let made = stackBytes == nil ? count - 1 : count
        let threads = (0..<made).map { index in
            DedicatedThread(stackBytes: stackBytes) {
                onStart()
                body(index)
            }
        }
        for (index, thread) in threads.enumerated() where thread == nil { body(index) }
        if made < count { body(made) }
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
