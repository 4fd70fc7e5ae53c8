import Glibc

/// A thread of its own, for work that blocks or takes seconds: on Swift's shared threads it would hold up every task.
package struct DedicatedThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread, to be joined.
    ///
    /// - Parameters:
    ///   - stackBytes: Room for its stack, of which only what is touched is ever taken; `nil` for the system's default, mostly 8 MiB.
    ///   - takesSignals: False keeps all signals but those of faults away from it.
    /// - Returns: `nil` where the system gives no thread; then `body` never runs.
    package init?(stackBytes: Int? = nil, takesSignals: Bool = true, _ body: @escaping @Sendable () -> Void) {
        guard let thread = Self.start(stackBytes, isDetached: false, takesSignals, body) else { return nil }
        self.thread = thread
    }

    /// Blocks until the thread has ended. To be called once.
    package func join() {
        pthread_join(self.thread, nil)
    }

    /// Starts a thread that nobody joins; the parameters are those of ``init(stackBytes:takesSignals:_:)``.
    ///
    /// - Returns: Whether the system gives one; if not, `body` never runs.
    package static func detach(
        stackBytes: Int? = nil, takesSignals: Bool = true, _ body: @escaping @Sendable () -> Void
    ) -> Bool {
        self.start(stackBytes, isDetached: true, takesSignals, body) != nil
    }

    /// Does `work` on a thread made for it while the calling task waits; on the calling thread where the system gives none.
    package static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let body: @Sendable () -> Void = { continuation.resume(returning: work()) }
            if !self.detach(body) { body() }
        }
    }

    private static func start(
        _ stackBytes: Int?, isDetached: Bool, _ takesSignals: Bool, _ body: @escaping @Sendable () -> Void
    ) -> pthread_t? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if isDetached { pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED)) }
        if let stackBytes { pthread_attr_setstacksize(&attributes, stackBytes) }
        return takesSignals ? self.start(attributes, body) : self.withoutSignals { self.start(attributes, body) }
    }

    private static func start(_ attributes: pthread_attr_t, _ body: @escaping @Sendable () -> Void) -> pthread_t? {
        let argument = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let failure = withUnsafePointer(to: attributes) { attributes in
            pthread_create(
                &thread, attributes,
                { argument in
                    argument.map { Unmanaged<Body>.fromOpaque($0).takeRetainedValue().run() }
                    return nil
                }, argument.toOpaque())
        }
        guard failure == 0 else {
            argument.release()
            return nil
        }
        return thread
    }

    /// A thread inherits the mask of the one that makes it: set here, it holds from the new thread's first instruction.
    private static func withoutSignals<Value>(_ body: () -> Value) -> Value {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        for fault in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { sigdelset(&all, fault) }
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }

    /// The work of a thread, as an object that C can hold.
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
