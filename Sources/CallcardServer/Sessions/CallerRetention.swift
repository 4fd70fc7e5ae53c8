internal import CallModel
internal import Enrichment
internal import Sessions

/// Keeps callers for as long as their calls go on, and their service's retention after that (S21).
struct CallerRetention: SessionObserver {
    let sites: RuntimeConfigurationStore
    let enricher: Enricher

    func sessionRestored(_ session: CallSession) {
        self.sessionChanged(from: nil, to: session)
    }

    func sessionChanged(from before: CallSession?, to session: CallSession) {
        if session.isLive {
            self.enricher.retain(session.id, service: session.service, number: nil)
        } else if before?.isLive ?? true {
            let retention = self.sites.current.services[session.service]?.settings.retention ?? .zero
            self.enricher.release(session.id, after: retention)
        }
    }
}
