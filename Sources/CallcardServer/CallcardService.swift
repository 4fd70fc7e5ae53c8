public import CallModel
public import Enrichment
internal import Hummingbird
public import Logging

/// The HTTP interface over an engine and a site.
///
/// Life: make it, take ``interface`` as the responder of a Hummingbird application, run ``run()`` beside it, and move
/// ``readiness`` on as the process starts and stops.
public struct CallcardService: Sendable {
    /// What the interface is made of.
    public struct Parts: Sendable {
        public var sites: SiteHolder
        public var enricher: Enricher
        public var numbers: any NumberParser
        public var reloader: any Reloader
        public var checks: any HealthCheck
        public var registry: PrometheusRegistry
        public var time: any TimeSource
        public var rates: Rates
        /// A lookup that takes longer is told in the log.
        public var slowLookup: Duration
        public var logger: Logger

        public init(
            sites: SiteHolder, enricher: Enricher, numbers: any NumberParser, reloader: any Reloader, checks: any HealthCheck,
            registry: PrometheusRegistry, time: any TimeSource, rates: Rates = .init(),
            slowLookup: Duration = .milliseconds(1_500), logger: Logger
        ) {
            self.sites = sites
            self.enricher = enricher
            self.numbers = numbers
            self.reloader = reloader
            self.checks = checks
            self.registry = registry
            self.time = time
            self.rates = rates
            self.slowLookup = slowLookup
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

    public let interface: Interface
    public let readiness = Readiness()
    private let memo = AnswerMemo()
    private let time: any TimeSource

    public init(_ parts: Parts) {
        let (sites, memo) = (parts.sites, self.memo)
        let gate = Gate(
            authenticator: { sites.current.authenticator },
            limiter: RateLimiter(rate: parts.rates.perSecond, burst: parts.rates.burst, time: parts.time))
        let lookups = LookupController(
            sites: sites, numbers: parts.numbers, enricher: parts.enricher, memo: memo, time: parts.time,
            slow: SlowLookups(limit: parts.slowLookup, time: parts.time, logger: parts.logger))
        let forgetting = ForgetController(sites: sites, numbers: parts.numbers, enricher: parts.enricher, memo: memo)
        let endpoints: [[Endpoint]] = [
            lookups.endpoints,
            SessionController(enricher: parts.enricher, time: parts.time).endpoints,
            forgetting.endpoints,
            ConnectorsController(sites: sites, time: parts.time).endpoints,
            SettingsController(sites: sites).endpoints,
            PreviewController(sites: sites, numbers: parts.numbers).endpoints,
            ReloadController(reloader: parts.reloader).endpoints,
            ProbeController(readiness: self.readiness, checks: parts.checks).endpoints,
            MetricsController(registry: parts.registry).endpoints,
            OpenAPIController().endpoints,
        ]
        self.interface = Interface(endpoints: endpoints.flatMap(\.self), gate: gate, logger: parts.logger)
        self.time = parts.time
        parts.registry.onReading { registry in
            let figures = parts.enricher.figures
            registry.set("callcard_cache_entries", to: Double(figures.cacheEntries))
            registry.set("callcard_cache_bytes", to: Double(figures.cacheBytes))
            registry.set("callcard_questions_under_way", to: Double(figures.questionsUnderWay))
            registry.set("callcard_lookups_waiting", to: Double(figures.waitingLookups))
            registry.set("callcard_session_contexts", to: Double(figures.sessionContexts))
            for source in sites.current.sources {
                guard let report = source.report(at: parts.time.monotonicNow()).breaker else { continue }
                registry.set("callcard_breaker_state", [("connector", source.id.value)], to: report.gauge)
            }
            registry.set("callcard_memo_entries", to: Double(memo.figures.entries))
        }
    }

    /// Removes finished answers that are over, once a second, until its task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            let now = self.time.monotonicNow()
            self.memo.sweep(at: now)
            try? await self.time.sleep(until: now + .seconds(1))
        }
    }
}
