package import Application
package import CallModel
internal import Flows
internal import Hummingbird
internal import Sessions

/// The HTTP interface over the use cases.
///
/// Life: make it, take ``responder`` as that of a Hummingbird application, run ``run()`` and the trigger dispatcher beside it, and
/// move ``readiness`` on as the process starts and stops.
package struct CallcardAPI: Sendable {
    /// The options of the interface.
    package struct Options: Sendable {
        /// Requests a second of each key, 1 at least; session services have no limit.
        package var requestsPerSecond: Int
        /// Requests at once after a pause, of each key, 1 at least.
        package var burst: Int
        /// A lookup that takes longer is logged.
        package var slowLookup: Duration
        /// `nil` where no pages are served.
        package var pages: PageOptions?
        /// Whether the server has an address for browsers, served or not: then no request counts as one of this machine.
        package var hasPublicURL: Bool
        /// Whether the server itself speaks TLS on all connections.
        package var speaksTLS: Bool
        /// Has a place for each connection, or not; shared with the server that accepts them.
        package var room: ConnectionRoom
        /// Tells whose address a request has.
        package var peers: PeerRule

        /// Options without pages, unless told otherwise.
        package init(
            requestsPerSecond: Int = 50, burst: Int = 200, slowLookup: Duration = .milliseconds(1_500),
            pages: PageOptions? = nil, hasPublicURL: Bool = false, speaksTLS: Bool = false,
            room: ConnectionRoom = ConnectionRoom(limit: 65_536), peers: PeerRule = PeerRule()
        ) {
            self.requestsPerSecond = requestsPerSecond
            self.burst = burst
            self.slowLookup = slowLookup
            self.pages = pages
            self.speaksTLS = speaksTLS || pages?.speaksTLS ?? false
            self.hasPublicURL = hasPublicURL || pages?.publicURL != nil
            self.room = room
            self.peers = peers
        }
    }

    /// Answers all requests.
    package let responder: APIResponder
    /// Whether new work should come here.
    package let readiness = Readiness()
    /// The use cases that the interface offers.
    package let useCases: UseCases
    /// The room for connections, which are to be taken in by it.
    package let room: ConnectionRoom
    private let cache = LookupResponseCache()
    private let interactionCache = InteractionEncodingCache()
    private let pages: PageAuthentication?
    /// What outlives the looking at its credential; to hear of each reload.
    package let standing: StandingAccessRegistry

    /// - Parameters:
    ///   - reloader: Puts a changed configuration into force.
    ///   - checks: Health of the parts of the process, beside the journal and the sign-in.
    ///   - registry: Where metrics are read; gets the interface's gauges.
    package init(
        _ engines: UseCases.Engines, reloader: any Reloader, checks: [any HealthCheck], registry: PrometheusRegistry,
        options: Options
    ) {
        let pages = options.pages.map { PageAuthentication($0, time: engines.time) }
        self.pages = pages
        self.room = options.room
        self.useCases = UseCases(engines, encodings: [self.interactionCache, self.cache])
        self.standing = StandingAccessRegistry(
            authenticator: { engines.runtimeStore.current.authenticator }, time: engines.time)
        let localRequest = LocalRequest(hasPublicURL: options.hasPublicURL)
        let accessControl = AccessControl(
            authenticator: { engines.runtimeStore.current.authenticator },
            limiter: RateLimiter(rate: options.requestsPerSecond, burst: options.burst, time: engines.time),
            peerLimiter: RateLimiter(rate: options.requestsPerSecond, burst: options.burst, time: engines.time), pages: pages,
            localRequest: localRequest, room: options.room, peers: options.peers)
        let probes = ProbeController(
            readiness: self.readiness,
            checks: checks + [engines.sessionStore] + [options.pages?.provider].compactMap(\.self),
            exposition: Exposition(registry, time: engines.time))
        let monitor = LookupMonitor(slowness: options.slowLookup, time: engines.time, logger: engines.logger)
        let lookups = LookupController(
            runtimeStore: engines.runtimeStore, lookup: self.useCases.lookup, cache: self.cache, monitor: monitor,
            time: engines.time)
        let callerNames = CallerNameController(
            names: self.useCases.callerNames, runtimeStore: engines.runtimeStore, accessControl: accessControl,
            speaksTLS: options.speaksTLS, monitor: monitor, time: engines.time)
        let encoder = InteractionEncoder(
            runtimeStore: engines.runtimeStore, callers: self.useCases.callers, cache: self.interactionCache)
        let endpoints = [
            Self.endpoints(self.useCases, lookups, encoder, accessControl, self.standing),
            ReloadController(reloader: reloader).endpoints,
            callerNames.endpoints, probes.endpoints, LoginSessionController(loginSessions: pages?.loginSessions).endpoints,
            pages.map { pages in
                PageController(pageAuthentication: pages, runtimeStore: engines.runtimeStore).endpoints
                    + SignInController(pageAuthentication: pages, localRequest: localRequest).endpoints
            } ?? [],
        ]
        let shedder = LoadShedder(
            events: EventQueue { [store = engines.sessionStore] in store.expectedWait(behind: $0) }, time: engines.time,
            authenticator: accessControl.authenticator)
        self.responder = APIResponder(
            endpoints: endpoints.flatMap(\.self), accessControl: accessControl,
            headers: CommonHeaders(isSecure: options.pages?.isSecure ?? false), shedder: shedder,
            logger: engines.logger)
        EngineGauges(useCases: self.useCases, pages: pages, cache: self.cache, shedder: shedder, room: self.room)
            .publish(to: registry)
    }

    /// What the interface keeps, and can do with less of.
    package var caches: [any BoundedCache] { [self.cache] }

    /// New links that sign people in once, at a server's address; those from before lead nowhere then. Empty where there are none.
    package func freshLinks(at url: String) -> [SignInLink] {
        self.pages?.links.renew().map { SignInLink(user: $0.user, url: url + SignInController.linkPath + $0.text) } ?? []
    }

    /// Takes in the login sessions of the journal, before anybody is answered.
    package func restore(_ loginSessions: [LoginSessionRecord]) {
        self.pages?.loginSessions.restore(loginSessions)
    }

    /// Removes encoded answers, pending statements and login sessions whose time is over, once a second, and journals those that could not be,
    /// until its task is cancelled.
    package func run() async {
        let time = self.useCases.engines.time
        // Beside it: a disk may hang.
        async let journaling: Void? = self.pages?.loginSessions.run()
        while !Task.isCancelled {
            let now = time.monotonicNow()
            self.cache.sweep(at: now)
            self.interactionCache.removeAll()
            self.useCases.sweep()
            self.pages?.loginSessions.sweep()
            self.standing.sweep()
            try? await time.sleep(until: now + .seconds(1))
        }
        _ = await journaling
    }

    /// The routes of the use cases.
    private static func endpoints(
        _ useCases: UseCases, _ lookups: LookupController, _ encoder: InteractionEncoder, _ accessControl: AccessControl,
        _ standing: StandingAccessRegistry
    ) -> [Endpoint] {
        let time = useCases.engines.time
        let interactions = InteractionController(
            interactions: useCases.interactions, conclusions: useCases.conclusions, encoder: encoder)
        let endpoints: [[Endpoint]] = [
            lookups.endpoints,
            SessionContextController(lookup: useCases.lookup, standing: standing, time: time).endpoints,
            ForgetController(forgetting: useCases.forgetting).endpoints,
            ConnectorsController(directory: useCases.directory, time: time).endpoints,
            AddressBookController(contacts: useCases.contacts).endpoints,
            TaskController(tasks: useCases.tasks, directory: useCases.directory).endpoints,
            SettingsController(settings: useCases.settings).endpoints,
            EventController(events: useCases.events).endpoints,
            interactions.endpoints,
            FeedController(feed: useCases.engines.sessionStore.feed, interactions: interactions, standing: standing).endpoints,
            ServicesController(directory: useCases.directory).endpoints,
            TagController(tags: useCases.tags).endpoints,
            TriggerController(subscriptions: useCases.subscriptions, accessControl: accessControl).endpoints,
            WebhookController(webhooks: useCases.webhooks, accessControl: accessControl).endpoints,
            ReportController(useCases: useCases).endpoints,
            PreviewController(templates: useCases.templates).endpoints,
        ]
        return endpoints.flatMap(\.self)
    }
}
