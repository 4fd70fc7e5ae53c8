package import CallModel
internal import Enrichment
internal import Sessions

/// Is informed of changes of the configuration in force, one at a time, in the order in which they were made; it must return at
/// once.
package protocol ConfigurationObserver: Sendable {
    /// A reload was taken: connectors, keys and services may all be others.
    func configurationReloaded()
    /// The settings of one service were replaced over HTTP.
    func settingsChanged(from before: ServiceSettings, to now: ServiceSettings)
}

/// Connects each observer with the part that it observes. These calls go against the arrows of the imports:
///
/// | What happens | Who hears of it | What that does |
/// |---|---|---|
/// | a change of a session is journaled | ``CallerRetention`` | keeps the caller while the call goes on and for the retention after it |
/// | | ``TriggerNotifier`` | notifies flows |
/// | | ``EntrylessEventMonitor`` | counts events for users who get no entry |
/// | an event that waited for its call is dropped | ``EarlyEventEnds`` | drops its caller, and counts it |
/// | a session is named for the first time | ``SessionContextUpdates`` | applies what webhooks have stated of it before |
/// | a session's context has a new revision | ``SessionContextUpdates`` | shows it on users' pages, and notifies flows |
/// | a reload is taken | ``ConfigurationUpdates`` | drops the answers of connectors that are kept, and takes connectors from services that may not have them any more |
/// | a service's settings are replaced | ``ConfigurationUpdates`` | takes live calls away from users who are no members any more |
///
/// A new event hands its caller to the enricher by `onKept` of ``SessionStore/receive(_:of:scope:onKept:)``, a parameter and not an
/// observer: so caller data don't pass through `Sessions`.
extension UseCases {
    /// Connects the engines' observers; to be called once.
    func connectObservers(_ earlyCallers: EarlyCallers) {
        let (enricher, sessionStore) = (self.engines.enricher, self.engines.sessionStore)
        let notifier = TriggerNotifier(self.dispatcher)
        enricher.connectorsChanged(self.engines.runtimeStore.current.rights)
        sessionStore.observe(with: CallerRetention(runtimeStore: self.engines.runtimeStore, enricher: enricher))
        sessionStore.observe(with: notifier)
        sessionStore.observe(with: EntrylessEventMonitor(time: self.engines.time, logger: self.engines.logger))
        sessionStore.observe(with: EarlyEventEnds(callers: earlyCallers))
        enricher.observe(
            with: SessionContextUpdates(
                enricher: enricher, sessionStore: sessionStore, webhooks: self.webhooks, notifier: notifier))
    }

    /// The observer by which the engines follow changes of the configuration; to be added to the store that makes them.
    package var configurationObserver: any ConfigurationObserver {
        ConfigurationUpdates(
            runtimeStore: self.engines.runtimeStore, enricher: self.engines.enricher, sessionStore: self.engines.sessionStore)
    }
}

/// Keeps callers for as long as their calls go on, and their service's retention after that (S21).
private struct CallerRetention: SessionObserver {
    let runtimeStore: RuntimeConfigurationStore
    let enricher: Enricher

    func sessionRestored(_ session: CallSession) {
        self.sessionChanged(from: nil, to: session)
    }

    func sessionChanged(from before: CallSession?, to session: CallSession) {
        if session.isLive {
            self.enricher.retain(session.id, service: session.service, number: nil)
        } else if let retention = session.callerRetention(
            since: before, settings: self.runtimeStore.current.services[session.service]?.settings)
        {
            self.enricher.release(session.id, after: retention)
        }
    }
}

/// Passes on what is new about a session's caller: to webhooks' pending statements, to pages and to flows.
private struct SessionContextUpdates: SessionContextObserver {
    let enricher: Enricher
    let sessionStore: SessionStore
    let webhooks: WebhookProcessor
    let notifier: TriggerNotifier

    func sessionBecameKnown(_ session: String) {
        self.webhooks.sessionIsKnown(session)
    }

    func contextRevised(of session: String) {
        if self.enricher.caller(of: session, for: .ownWork).context != nil { self.sessionStore.contextChanged(of: session) }
        if let call = self.sessionStore.sessionInMemory(session, within: .ownWork) { self.notifier.contextChanged(of: call) }
    }
}

/// Has the engines follow the configuration in force.
private struct ConfigurationUpdates: ConfigurationObserver {
    let runtimeStore: RuntimeConfigurationStore
    let enricher: Enricher
    let sessionStore: SessionStore

    func configurationReloaded() {
        self.enricher.connectorsChanged(self.runtimeStore.current.rights)
    }

    func settingsChanged(from before: ServiceSettings, to now: ServiceSettings) {
        let gone = Set(before.members).subtracting(now.members)
        // Where the journal can't have it, the sessions' next events bring it about.
        Task { [sessionStore] in try? await sessionStore.leave(gone, service: now.id) }
    }
}
