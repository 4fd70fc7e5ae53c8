internal import Application
internal import CallModel
internal import CallcardServer
package import ConfigurationFile
internal import Enrichment
internal import Flows
internal import Hummingbird
internal import Logging
internal import Metrics
internal import ServerLog
internal import ServerTLS
internal import ServiceLifecycle
internal import Sessions
package import Setup
internal import SignIn
internal import UnixSignals

/// A server process from its configuration to its end.
///
/// 1. The configuration is read and checked; nothing is opened before it is good.
/// 2. The journal is opened, unless another server has it, or stops the start; address books are loaded, so that the first answer is
///    as good as any.
/// 3. The port is opened, and the ``ServerObserver`` hears where.
/// 4. SIGHUP reloads. SIGTERM or SIGINT: not ready, requests under way are finished, the end within 8 s; a second one ends at once.
package struct Server: Sendable {
    private let configurationPath: String
    private let environment: ConfigurationReader.Environment
    private let dependencies: Dependencies
    private let observer: any ServerObserver

    /// - Parameter configurationPath: `callcard.yaml`; paths in it are relative to its folder.
    package init(
        configurationPath: String, environment: ConfigurationReader.Environment, dependencies: Dependencies,
        observer: any ServerObserver
    ) {
        self.configurationPath = configurationPath
        self.environment = environment
        self.dependencies = dependencies
        self.observer = observer
    }

    /// Serves until the process is told to stop. Call it once: it takes over the process's log, metrics and signals.
    ///
    /// - Throws: ``ConfigurationFailure``, ``ServerFileInUse``, ``JournalOpenFailure``, or why the port could not be opened.
    package func run() async throws {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let log = ServerLog(time: self.dependencies.time)
        LoggingSystem.bootstrap { _ in log.handler() }
        log.writeAtFaults()
        defer { log.flush(within: .seconds(1)) }
        let logger = Logger(label: "callcard")
        let configurationStore = try ConfigurationStore(
            path: self.configurationPath, environment: self.environment, dependencies: self.dependencies, logger: logger)
        let configuration = configurationStore.configuration
        try configurationStore.lockFiles()
        configurationStore.observe(with: LogOptionsUpdate(log: log, configurationStore: configurationStore))
        configurationStore.logWarnings()
        let enricher = Enricher(time: self.dependencies.time, limits: configuration.limits)
        let sessions = try SessionComponents(
            configuration, runtimeStore: configurationStore.runtimeStore, time: self.dependencies.time, logger: logger)
        defer { sessions.close() }
        let snapshot = try await sessions.snapshot()
        let pages = PageComponents(
            configuration, sessions, snapshot: snapshot, dependencies: self.dependencies, logger: logger)
        registry.publish(configurationStore, time: self.dependencies.time)
        registry.publish(sessions)
        registry.publishProcess(startedAt: self.dependencies.time.wallNow())
        let memory = MemoryWatch(configured: configuration.memory, time: self.dependencies.time, logger: logger) { isShort in
            sessions.store.feed.setFull(isShort)
        }
        registry.publish(memory)
        let notice = FullRoomNotice(logger: logger, time: self.dependencies.time)
        let peers = PeerRule(proxies: configuration.proxies)
        let room = ConnectionRoom(limit: DescriptorBudget.connections, peers: peers) { notice.write() }
        let api = CallcardAPI(
            UseCases.Engines(
                runtimeStore: configurationStore.runtimeStore, enricher: enricher, numbers: self.dependencies.numbers,
                sessionStore: sessions.store, subscriptionStore: sessions.subscriptions, tags: sessions.journal,
                recallKey: configuration.recallKey, settings: configurationStore, callbacks: self.dependencies.callbacks,
                time: self.dependencies.time, logger: logger),
            reloader: configurationStore, checks: [configurationStore, sessions.watch, memory], registry: registry,
            options: .init(
                requestsPerSecond: configuration.rates.perSecond, burst: configuration.rates.burst,
                slowLookup: configuration.slowLookup, pages: pages.options, hasPublicURL: configuration.hasPublicURL,
                speaksTLS: configuration.tls != nil, room: room, peers: peers))
        configurationStore.observe(with: api.useCases.configurationObserver)
        configurationStore.observe(with: api.standing)
        memory.bound(enricher.caches + api.caches)
        await configurationStore.start(from: snapshot, journal: sessions.journal)
        sessions.restore(from: snapshot, logger: logger)
        api.restore(snapshot.loginSessions)
        await configurationStore.supervisor.load()

        // The libraries' own lines name addresses and requests; only their errors are of use.
        var quiet = logger
        quiet.logLevel = .error
        let certificates = try CertificateStore.ofConfiguration(configuration)
        if let certificates {
            configurationStore.observe(
                with: CertificateRenewal(
                    certificates: certificates, configurationStore: configurationStore, logger: logger))
        }
        let http = Application(api.responder, configuration, room: room, certificates: certificates, logger: quiet) { url in
            api.readiness.enter(.ready)
            if configuration.journal == nil { logger.notice("no journal is named: calls and settings are in memory only") }
            let links = SignInLinksRenewal(api: api, url: url, observer: self.observer)
            await links.renew()
            configurationStore.observe(with: links)
            await self.observer.serverListens(at: url)
        }
        // They stop in the opposite order, each once the one after it has ended: what is under way can be journaled to the last.
        var services: [any Service] = [
            // Where much waits for a thread, a batch would wait for one at each of its steps, and a hundred events with it.
            BackgroundWork(priority: .high) { await sessions.store.run() },
            EventLoopService(service: http, executor: EventLoopExecutor(http.eventLoopGroup.next())),
            BackgroundWork { await configurationStore.supervisor.run() },
            BackgroundWork { await enricher.run() },
            BackgroundWork { await api.run() },
            BackgroundWork { await api.useCases.dispatcher.run() },
            BackgroundWork { await log.run() },
            BackgroundWork { await DeadStacks(eventLoops: http.eventLoopGroup).run() },
        ]
        if let keys = pages.keys { services.append(BackgroundWork { await keys.run() }) }
        services += [
            BackgroundWork { await sessions.store.runTimers() },
            BackgroundWork { await sessions.watch.run() },
            BackgroundWork { await memory.run() },
            BackgroundWork { await sessions.store.feed.closeWhenCancelled() },
            ReadinessEnd(readiness: api.readiness),
        ]
        var lifecycle = ServiceGroupConfiguration(services: services, logger: quiet)
        lifecycle.maximumGracefulShutdownDuration = .seconds(7)
        let group = ServiceGroup(configuration: lifecycle)
        // Caught before the port is open: a signal may follow the line that says so.
        let signals = await ProcessSignals()
        let handling = Task {
            await signals.handle(
                reload: { configurationStore.requestReload() }, stop: { await group.triggerGracefulShutdown() },
                breakOff: { log.flush(within: .milliseconds(200)) })
        }
        defer { handling.cancel() }
        try await group.run()
        // Requests that were under way have been answered since the supervisor's own end.
        await configurationStore.supervisor.saveBooks()
    }
}
