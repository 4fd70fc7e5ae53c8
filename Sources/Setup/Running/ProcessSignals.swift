internal import Glibc
internal import UnixSignals

/// The signals that the process minds, from its making on; ``handle(reload:stop:)`` says what they do.
struct ProcessSignals {
    private let sequence: UnixSignalsSequence

    /// Takes over SIGHUP, SIGTERM and SIGINT. What comes before they are handled is kept.
    init() async {
        self.sequence = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
    }

    /// Handles signals until its task is cancelled: SIGHUP reloads, the first SIGTERM or SIGINT stops, the second ends at once.
    ///
    /// - Parameter reload: Asks for a reload without waiting for it, so that neither a stop nor further signals wait.
    func handle(reload: () -> Void, stop: () async -> Void) async {
        var isStopping = false
        for await signal in self.sequence {
            switch signal {
            case .sighup:
                reload()
            default:
                if isStopping { _exit(1) }
                isStopping = true
                await stop()
            }
        }
    }
}
