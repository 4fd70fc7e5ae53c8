public import CallModel
package import Enrichment
package import Flows
internal import Hummingbird
public import Logging
public import OutboundHTTP
package import Sessions

/// The HTTP interface over an engine and a site.
///
/// Life: make it, take ``interface`` as the responder of a Hummingbird application, run ``run()`` beside it, and move
/// ``readiness`` on as the process starts and stops.
public struct CallcardAPI: Sendable {
    /// What the interface is made of.
    public struct Parts: Sendable {
        public var sites: RuntimeConfigurationStore
        package var enricher: Enricher
        public var numbers: any NumberParser
        public var reloader: any Reloader
        public var settings: any SettingsUpdater
        package var desk: SessionStore
        public var tags: any TagArchive
        /// 32 bytes under which callers' tags are kept; `nil` keeps none.
        public var recallKey: Sensitive<[UInt8]>?
        /// Flows that are told of calls.
        package var subscriptions: SubscriptionStore
        /// Takes posts to flows; apart from what asks connectors, so that flows that hang hold up no lookup.
        public var callbacks: any HTTPTransport & DestinationCheck
        public var checks: any HealthCheck
        public var registry: PrometheusRegistry
        public var time: any TimeSource
        public var rates: Rates
        /// A lookup that takes longer is told in the log.
        public var slowLookup: Duration
        /// `nil` where no pages are served.
        public var pages: PageOptions?
        public var logger: Logger

        package init(
            sites: RuntimeConfigurationStore, enricher: Enricher, numbers: any NumberParser, reloader: any Reloader,
            settings: any SettingsUpdater, desk: SessionStore, tags: any TagArchive, recallKey: Sensitive<[UInt8]>? = nil,
            subscriptions: SubscriptionStore, callbacks: any HTTPTransport & DestinationCheck, checks: any HealthCheck,
            registry: PrometheusRegistry, time: any TimeSource, rates: Rates = .init(),
            slowLookup: Duration = .milliseconds(1_500), pages: PageOptions? = nil, logger: Logger
        ) {
            self.sites = sites
            self.enricher = enricher
            self.numbers = numbers
            self.reloader = reloader
            self.settings = settings
            self.desk = desk
            self.tags = tags
            self.recallKey = recallKey
            self.subscriptions = subscriptions
            self.callbacks = callbacks
            self.checks = checks
            self.registry = registry
            self.time = time
            self.rates = rates
            self.slowLookup = slowLookup
            self.pages = pages
            self.logger = logger
        }
    }

    /// Requests a second, and at once after a pause, of each key; session services have none.
    public struct Rates: Hashable, Sendable {
        public var perSecond: Int
        public var burst: Int

        public init(perSecond: Int = 50, burst: Int = 200) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    public let interface: APIResponder
    public let readiness = Readiness()
    /// Tells flows of calls; to be run beside.
    package let poster: TriggerDispatcher
    private let memo = LookupResponseCache()
    private let encodedEntries: InteractionEncodingCache
    private let webhooks: WebhookProcessor
    private let pages: PageAuthentication?
    private let time: any TimeSource

    public init(_ parts: Parts) {
        let (sites, memo) = (parts.sites, self.memo)
        let pages = parts.pages.map { PageAuthentication($0, time: parts.time) }
        let gate = AccessControl(
            authenticator: { sites.current.authenticator },
            limiter: RateLimiter(rate: parts.rates.perSecond, burst: parts.rates.burst, time: parts.time), pages: pages)
        let lookups = LookupController(
            sites: sites, numbers: parts.numbers, enricher: parts.enricher, memo: memo, time: parts.time,
            slow: SlowLookupLog(limit: parts.slowLookup, time: parts.time, logger: parts.logger))
        let recall = TagRecall(key: parts.recallKey?.revealed(), archive: parts.tags)
        let shelf = InteractionEncoder(sites: sites, enricher: parts.enricher)
        let forgetting = ForgetController(
            sites: sites, numbers: parts.numbers, enricher: parts.enricher, memo: memo, desk: parts.desk, recall: recall,
            encodedEntries: shelf.encodedEntries)
        let interactions = InteractionController(
            desk: parts.desk, shelf: shelf, details: InteractionDetailEncoder(shelf: shelf, recall: recall))
        let webhooks = WebhookProcessor(
            sites: sites, numbers: parts.numbers, enricher: parts.enricher, desk: parts.desk,
            held: PendingStatements(time: parts.time), deliveries: WebhookDeduplicator(time: parts.time))
        let endpoints: [[Endpoint]] = [
            lookups.endpoints,
            SessionController(enricher: parts.enricher, time: parts.time).endpoints,
            forgetting.endpoints,
            ConnectorsController(sites: sites, time: parts.time).endpoints,
            AddressBookController(sites: sites).endpoints,
            TaskController(sites: sites, enricher: parts.enricher, desk: parts.desk).endpoints,
            TaskListController(sites: sites).endpoints,
            SettingsController(sites: sites, keeper: parts.settings).endpoints,
            EventController(
                sites: sites, numbers: parts.numbers, enricher: parts.enricher, desk: parts.desk, time: parts.time
            ).endpoints,
            interactions.endpoints,
            ConclusionController(desk: parts.desk, shelf: shelf, recall: recall, numbers: parts.numbers).endpoints,
            FeedController(desk: parts.desk, interactions: interactions, time: parts.time).endpoints,
            ActiveServicesController(sites: sites, desk: parts.desk).endpoints,
            ServicesController(sites: sites, desk: parts.desk).endpoints,
            TagController(sites: sites, tags: parts.tags).endpoints,
            TriggerController(sites: sites, subscriptions: parts.subscriptions, destinations: parts.callbacks).endpoints,
            WebhookController(sites: sites, gate: gate, intake: webhooks, time: parts.time, logger: parts.logger).endpoints,
            ReportController(sites: sites, desk: parts.desk).endpoints,
            PreviewController(sites: sites, numbers: parts.numbers).endpoints,
            ReloadController(reloader: parts.reloader).endpoints,
            ProbeController(
                readiness: self.readiness,
                checks: CombinedHealth([parts.checks, parts.desk] + [parts.pages?.provider].compactMap(\.self))
            ).endpoints,
            MetricsController(registry: parts.registry).endpoints,
            OpenAPIController().endpoints,
            pages.map { $0.endpoints(sites) } ?? [],
        ]
        self.interface = APIResponder(
            endpoints: endpoints.flatMap(\.self), gate: gate,
            headers: CommonHeaders(isSecure: parts.pages?.isSecure ?? false), logger: parts.logger)
        self.webhooks = webhooks
        self.encodedEntries = shelf.encodedEntries
        self.pages = pages
        self.time = parts.time
        parts.enricher.onKnown { webhooks.sessionIsKnown($0) }
        parts.desk.observe(with: CallerRetention(sites: sites, enricher: parts.enricher))
        self.poster = TriggerDispatcher(parts)
        let teller = TriggerNotifier(dispatcher: self.poster)
        parts.desk.observe(with: teller)
        parts.enricher.onRevision { id in
            if parts.enricher.caller(of: id).context != nil { parts.desk.contextChanged(of: id) }
            if let session = parts.desk.sessionInMemory(id) { teller.contextChanged(of: session) }
        }
        parts.registry.onReading { [poster = self.poster] registry in
            let posts = poster.figures
            registry.set("callcard_trigger_subscriptions", to: Double(posts.subscriptions))
            registry.set("callcard_trigger_posts_waiting", to: Double(posts.posts))
            let figures = parts.enricher.figures
            registry.set("callcard_cache_entries", to: Double(figures.cacheEntries))
            registry.set("callcard_cache_bytes", to: Double(figures.cacheBytes))
            registry.set("callcard_questions_under_way", to: Double(figures.questionsUnderWay))
            registry.set("callcard_lookups_waiting", to: Double(figures.waitingLookups))
            registry.set("callcard_lookups_postponed", to: Double(figures.postponedLookups))
            registry.set("callcard_context_waits", to: Double(figures.waitingContexts))
            registry.set("callcard_session_contexts", to: Double(figures.sessionContexts))
            for source in sites.current.sources {
                guard let report = source.report(at: parts.time.monotonicNow()).breaker else { continue }
                registry.set("callcard_breaker_state", [("connector", source.id.value)], to: report.gauge)
            }
            let calls = parts.desk.figures
            registry.set("callcard_sessions_live", to: Double(calls.live))
            registry.set("callcard_journal_waiting", to: Double(calls.waiting))
            registry.set("callcard_journal_available", to: parts.desk.trouble == nil ? 1 : 0)
            registry.set("callcard_event_streams", to: Double(parts.desk.feed.count))
            registry.set("callcard_webhooks_held", to: Double(webhooks.held.count))
            registry.set("callcard_webhook_deliveries", to: Double(webhooks.deliveries.count))
            if let pages { registry.set("callcard_visits", to: Double(pages.visits.count)) }
            registry.set("callcard_memo_entries", to: Double(memo.figures.entries))
        }
    }

    /// New links that sign people in once, at a server's address; those from before lead nowhere then. Empty where there are none.
    public func freshLinks(at url: String) -> [SignInLink] {
        self.pages?.links.renew().map { SignInLink(user: $0.user, url: url + SignInLinkController.path + $0.text) } ?? []
    }

    /// Removes finished answers and what webhooks left behind when they are over, once a second, until its task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            let now = self.time.monotonicNow()
            self.memo.sweep(at: now)
            self.encodedEntries.removeAll()
            self.webhooks.sweep()
            self.pages?.sweep()
            try? await self.time.sleep(until: now + .seconds(1))
        }
    }
}
