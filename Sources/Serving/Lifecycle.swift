internal import CallcardServer
internal import Glibc
internal import ServiceLifecycle
internal import UnixSignals

/// Work that goes on until the server stops; it is then cancelled, and waited for.
struct BackgroundWork: Service {
    let work: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
    }
}

/// Makes load balancers send no more work before anything else is told to stop.
struct ReadinessEnd: Service {
    let readiness: Readiness

    func run() async throws {
        guard (try? await gracefulShutdown()) != nil else { return }
        self.readiness.enter(.stopping)
    }
}

/// What signals do beside stopping the server, which is the service group's affair: SIGHUP reloads, and the second SIGTERM or SIGINT
/// ends the process at once. Until the others have stopped it goes on.
struct ProcessSignals: Service {
    private let reloads: UnixSignalsSequence
    private let reload: @Sendable () -> Void

    /// Takes over SIGHUP. One that comes before ``run()`` is kept.
    ///
    /// - Parameter reload: Asks for a reload without waiting for it, so that no further signal waits.
    init(reload: @escaping @Sendable () -> Void) async {
        self.reloads = await UnixSignalsSequence(trapping: .sighup)
        self.reload = reload
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { for await _ in self.reloads { self.reload() } }
                group.addTask {
                    var isStopping = false
                    for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                        if isStopping { _exit(1) }
                        isStopping = true
                    }
                }
            }
        }
    }
}
