internal import CallcardServer
internal import Glibc
internal import ServiceLifecycle
internal import UnixSignals

/// Work that goes on until the server stops; it is then cancelled, and waited for.
struct BackgroundWork: Service {
    /// Before what else waits for a thread; `nil` as all else.
    var priority: TaskPriority?
    let work: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask(priority: self.priority) { await self.work() }
            }
        }
    }
}

/// Ends readiness first when the server stops, so that load balancers send no more work.
struct ReadinessEnd: Service {
    let readiness: Readiness

    func run() async throws {
        guard (try? await gracefulShutdown()) != nil else { return }
        self.readiness.enter(.stopping)
    }
}

/// The signals of the process, caught as soon as the value is made; ``handle(reload:stop:)`` gives them their effect.
///
/// It is no service of the group: the group cancels its services when a stop takes too long, and that is when the second signal is
/// sent. One sequence catches all of them, so that none is seen by one reader and missed by another.
struct ProcessSignals {
    private let sequence: UnixSignalsSequence

    /// Takes over SIGHUP, SIGTERM and SIGINT. One that comes before it is handled is kept.
    init() async {
        self.sequence = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
    }

    /// Handles signals until its task is cancelled: SIGHUP reloads, the first SIGTERM or SIGINT stops, the second ends the process.
    ///
    /// - Parameters:
    ///   - reload: Asks for a reload without waiting for it, so that neither a stop nor further signals wait.
    ///   - breakOff: The last thing to do before the process ends at once.
    func handle(reload: () -> Void, stop: () async -> Void, breakOff: () -> Void) async {
        var isStopping = false
        for await signal in self.sequence {
            switch signal {
            case .sighup: reload()
            default:
                if isStopping {
                    breakOff()
                    _exit(1)
                }
                isStopping = true
                await stop()
            }
        }
    }
}
