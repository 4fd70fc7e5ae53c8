package import CallcardServer
internal import CallModel
internal import Enrichment
internal import Sessions
internal import Setup

/// What hears of a server's life from outside: the command, which prints it.
package protocol ServerObserver: Sendable {
    /// The server takes requests at `url`, such as `http://127.0.0.1:8080`.
    func serverListens(at url: String) async
    /// There are new links that sign people in; those from before lead nowhere. Comes before ``serverListens(at:)`` and after each
    /// reload, and not where the configuration has none.
    func signInLinksChanged(to links: [SignInLink]) async
}

/// After a reload, answers of connectors that are no more serve nobody.
struct ConnectorsObserver: ConfigurationObserver {
    let enricher: Enricher

    func configurationReloaded() { self.enricher.connectorsChanged() }

    func settingsChanged(from _: ServiceSettings, to _: ServiceSettings) {}
}

/// Members who leave a service lose its live calls.
struct MembershipObserver: ConfigurationObserver {
    let sessionStore: SessionStore

    func configurationReloaded() {}

    func settingsChanged(from before: ServiceSettings, to now: ServiceSettings) {
        let gone = Set(before.members).subtracting(now.members)
        // Where the journal can't have it, the sessions' next events bring it about.
        Task { try? await self.sessionStore.leave(gone, service: now.id) }
    }
}

/// Sign-in links work once, and a reload makes new ones.
struct SignInLinksObserver: ConfigurationObserver {
    let api: CallcardAPI
    /// Where the server listens.
    let url: String
    let observer: any ServerObserver

    func configurationReloaded() {
        Task { await self.renew() }
    }

    func settingsChanged(from _: ServiceSettings, to _: ServiceSettings) {}

    func renew() async {
        let links = self.api.freshLinks(at: self.url)
        if !links.isEmpty { await self.observer.signInLinksChanged(to: links) }
    }
}
