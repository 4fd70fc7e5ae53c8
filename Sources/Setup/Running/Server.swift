internal import Application
internal import CallModel
package import CallcardServer
internal import Enrichment
internal import Flows
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import Metrics
internal import NIOCore
internal import ServiceLifecycle
internal import Sessions

/// A server process from its configuration to its end.
///
/// 1. The configuration is read and checked; nothing is opened before it is good.
/// 2. The journal is opened, or stops the start; address books are loaded, so that the first answer is as good as any.
/// 3. The port is opened, and whoever listens is told where.
/// 4. SIGHUP reloads. SIGTERM or SIGINT: not ready, requests under way are finished, the end within 8 s; a second one ends at once.
package struct Server: Sendable {
    /// How long a connection is kept between two requests.
    private static let idleLimit = TimeAmount.seconds(120)

    private let configurationPath: String
    private let surroundings: ConfigurationReader.Surroundings
    private let tools: Dependencies
    private let onListening: @Sendable (_ url: String) async -> Void
    private let onLinks: @Sendable (_ links: [SignInLink]) async -> Void

    /// - Parameters:
    ///   - onListening: Hears the server's address once it takes requests.
    ///   - onLinks: Hears of links that sign people in, before that and after each reload; not where there are none.
    package init(
        configurationPath: String, surroundings: ConfigurationReader.Surroundings, tools: Dependencies,
        onListening: @escaping @Sendable (_ url: String) async -> Void,
        onLinks: @escaping @Sendable (_ links: [SignInLink]) async -> Void = { _ in }
    ) {
        self.configurationPath = configurationPath
        self.surroundings = surroundings
        self.tools = tools
        self.onListening = onListening
        self.onLinks = onLinks
    }

    /// Serves until the process is told to stop. Call it once: it takes over the process's log, metrics and signals.
    ///
    /// - Throws: ``ConfigurationFailure``, or why the port could not be opened.
    package func run() async throws {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let logger = Logger(label: "callcard")
        let installation = try Installation(
            path: self.configurationPath, surroundings: self.surroundings, tools: self.tools, logger: logger)
        let enricher = Enricher(time: self.tools.time, limits: installation.configuration.limits)
        installation.onReload { enricher.connectorsChanged() }
        installation.publish(to: registry)
        let calls = try SessionComponents(
            installation.configuration, runtimeStore: installation.runtimeStore, time: self.tools.time)
        defer { calls.close() }
        calls.publish(to: registry)
        installation.onSettingsChange { before, now in
            let gone = Set(before.members).subtracting(now.members)
            // Where the journal can't have it, their next events tell.
            Task { try? await calls.desk.leave(gone, service: now.id) }
        }
        let rates = installation.configuration.rates
        let pages = PageComponents(installation.configuration, tools: self.tools, logger: logger)
        let service = CallcardAPI(
            UseCases.Engines(
                runtimeStore: installation.runtimeStore, enricher: enricher, numbers: self.tools.numbers,
                sessionStore: calls.desk, subscriptionStore: calls.subscriptions, tags: calls.journal,
                recallKey: installation.configuration.recallKey, settings: installation, callbacks: self.tools.callbacks,
                time: self.tools.time, logger: logger),
            reloader: installation, checks: [installation], registry: registry,
            options: .init(
                requestsPerSecond: rates.perSecond, burst: rates.burst, slowLookup: installation.configuration.slowLookup,
                pages: pages.options))
        try await installation.start(with: calls)
        try await self.serve(service, installation, enricher, calls.desk, pages, logger)
    }

    private func serve(
        _ service: CallcardAPI, _ installation: Installation, _ enricher: Enricher, _ desk: SessionStore, _ pages: PageComponents,
        _ logger: Logger
    ) async throws {
        let (listen, tls) = (installation.configuration.listen, installation.configuration.tls)
        // The libraries' own lines name addresses and requests; only their errors are of use.
        var quiet = logger
        quiet.logLevel = .error
        let application = Application(
            responder: service.responder,
            server: try HTTPServerBuilder.http1(
                configuration: .init(
                    additionalChannelHandlers: [RequestDeadlines(), DeadPeerDetector(), ClientWatch()],
                    idleTimeout: Self.idleLimit)
            ).secured(by: tls),
            configuration: .init(address: .hostname(listen.host, port: listen.port), backlog: 4_096),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? listen.port
                let host = listen.host.contains(":") ? "[\(listen.host)]" : listen.host
                service.readiness.enter(.ready)
                if installation.configuration.journal == nil {
                    logger.notice("no journal is named: calls and settings are in memory only")
                }
                let url = "\(tls == nil ? "http" : "https")://\(host):\(port)"
                await self.tellLinks(service, url)
                installation.onReload {
                    enricher.connectorsChanged()
                    Task { await self.tellLinks(service, url) }
                }
                await self.onListening(url)
            },
            logger: quiet)
        var configuration = ServiceGroupConfiguration(
            // They stop in the opposite order: what is under way can be journaled to the last.
            services: [
                .init(service: BackgroundWork { await desk.run() }),
                .init(service: application),
                .init(service: BackgroundWork { await installation.run() }),
                .init(service: BackgroundWork { await enricher.run() }),
                .init(service: BackgroundWork { await service.run() }),
                .init(service: BackgroundWork { await service.useCases.dispatcher.run() }),
                .init(service: BackgroundWork { await pages.run() }),
                .init(service: BackgroundWork { await desk.runTimers() }),
                .init(service: BackgroundWork { await desk.feed.closeWhenCancelled() }),
            ],
            logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(7)
        try await self.run(ServiceGroup(configuration: configuration), service.readiness, installation)
        // Requests that were under way have been answered since the installation's own end.
        await installation.saveBooks()
    }

    private func tellLinks(_ service: CallcardAPI, _ url: String) async {
        let links = service.freshLinks(at: url)
        if !links.isEmpty { await self.onLinks(links) }
    }

    /// Runs the group to its end, minding signals meanwhile.
    private func run(_ group: ServiceGroup, _ readiness: Readiness, _ installation: Installation) async throws {
        // Before anybody hears that we listen: whoever does may send signals.
        let signals = await ProcessSignals()
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                await signals.handle(
                    reload: { installation.requestReload() },
                    stop: {
                        readiness.enter(.stopping)
                        await group.triggerGracefulShutdown()
                    })
            }
            try await tasks.next()
            tasks.cancelAll()
        }
    }
}
