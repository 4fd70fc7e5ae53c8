internal import ServiceLifecycle

/// Work that goes on until the server stops.
struct BackgroundWork: Service {
    let work: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
    }
}
