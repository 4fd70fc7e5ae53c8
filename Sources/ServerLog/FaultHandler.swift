internal import Glibc

/// What happens to the log when the process is at fault: its last lines may say why.
enum FaultHandler {
    /// The longest wait, in steps of a hundredth of a second.
    private static let mostSteps = 100
    private static let signals = [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]
    /// What the handler looks at, since it may take no lock; set before it is installed, and never released.
    nonisolated(unsafe) private static var awaited: Unmanaged<LineWriter>?

    /// Has the process wait for a writer, a second at most, before a fault ends it.
    static func wait(for writer: LineWriter) {
        Self.awaited = .passRetained(writer)
        var action = sigaction()
        // The writer's thread goes on meanwhile. Then the fault has its default effect: it comes again, or is sent again.
        action.__sigaction_handler.sa_handler = { signal in
            var steps = 0
            while steps < FaultHandler.mostSteps, FaultHandler.awaited?._withUnsafeGuaranteedRef({ $0.isBusy }) ?? false {
                usleep(10_000)
                steps += 1
            }
            raise(signal)
        }
        action.sa_flags = CInt(truncatingIfNeeded: SA_RESETHAND)
        for signal in Self.signals { sigaction(signal, &action, nil) }
    }
}
