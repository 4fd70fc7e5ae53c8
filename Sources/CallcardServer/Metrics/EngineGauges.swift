internal import Application
internal import CallModel
internal import Enrichment
internal import Flows
internal import Sessions

/// Sets the gauges of the engines, the login sessions and the caches before each reading of the metrics.
struct EngineGauges: Sendable {
    let useCases: UseCases
    let pages: PageAuthentication?
    let cache: LookupResponseCache
    let shedder: LoadShedder
    let room: ConnectionRoom

    func publish(to registry: PrometheusRegistry) {
        registry.onReading { registry in
            self.setEnrichment(in: registry)
            self.setCalls(in: registry)
            self.setFlows(in: registry)
            let waits = ["requests": self.shedder.expectedWait, "events": self.shedder.events.expectedWait]
            for (queue, wait) in waits {
                registry.set("callcard_expected_wait_seconds", [("queue", queue)], to: wait.milliseconds / 1_000)
            }
            registry.set("callcard_connections", to: Double(self.room.count))
            if let pages { registry.set("callcard_visits", to: Double(pages.loginSessions.count)) }
            registry.set("callcard_memo_entries", to: Double(self.cache.figures.entries))
        }
    }

    private func setEnrichment(in registry: PrometheusRegistry) {
        let figures = self.useCases.engines.enricher.figures
        registry.set("callcard_cache_entries", to: Double(figures.cacheEntries))
        registry.set("callcard_cache_bytes", to: Double(figures.cacheBytes))
        registry.set("callcard_questions_under_way", to: Double(figures.questionsUnderWay))
        registry.set("callcard_lookups_waiting", to: Double(figures.waitingLookups))
        registry.set("callcard_lookups_postponed", to: Double(figures.postponedLookups))
        registry.set("callcard_context_waits", to: Double(figures.waitingContexts))
        registry.set("callcard_session_contexts", to: Double(figures.sessionContexts))
        let now = self.useCases.engines.time.monotonicNow()
        for connector in self.useCases.engines.runtimeStore.current.connectors {
            guard let state = connector.report(at: now).breaker else { continue }
            registry.set("callcard_breaker_state", [("connector", connector.id.value)], to: state.gauge)
        }
    }

    private func setCalls(in registry: PrometheusRegistry) {
        let sessionStore = self.useCases.engines.sessionStore
        let figures = sessionStore.figures
        registry.set("callcard_sessions_live", to: Double(figures.live))
        registry.set("callcard_early_events", to: Double(figures.early))
        registry.set("callcard_journal_waiting", to: Double(figures.waiting))
        registry.set("callcard_journal_available", to: sessionStore.trouble == nil ? 1 : 0)
        registry.set("callcard_event_streams", to: Double(sessionStore.feed.count))
    }

    private func setFlows(in registry: PrometheusRegistry) {
        let posts = self.useCases.dispatcher.figures
        registry.set("callcard_trigger_subscriptions", to: Double(posts.subscriptions))
        registry.set("callcard_trigger_posts_waiting", to: Double(posts.posts))
        let webhooks = self.useCases.webhooks.figures
        registry.set("callcard_webhooks_held", to: Double(webhooks.pending))
        registry.set("callcard_webhook_deliveries", to: Double(webhooks.deliveries))
    }
}

extension CircuitBreakerState {
    /// The metric's value.
    fileprivate var gauge: Double {
        switch self {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}
