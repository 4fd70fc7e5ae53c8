internal import Application
internal import CallModel
package import CallcardServer

/// Is informed of a server's life; the command prints it.
package protocol ServerObserver: Sendable {
    /// The server takes requests at `url`, such as `http://127.0.0.1:8080`.
    func serverListens(at url: String) async
    /// There are new links that sign people in; those from before lead nowhere. Comes before ``serverListens(at:)`` and after each
    /// reload, and not where the configuration has none.
    func signInLinksChanged(to links: [SignInLink]) async
}

/// Makes new sign-in links after each reload: each works once, and for the users that the configuration names.
struct SignInLinksRenewal: ConfigurationObserver {
    let api: CallcardAPI
    /// The address on which the server listens.
    let url: String
    let observer: any ServerObserver

    func configurationReloaded() {
        Task { await self.renew() }
    }

    func settingsChanged(from _: ServiceSettings, to _: ServiceSettings) {}

    /// Makes links and hands them to the observer.
    func renew() async {
        let links = self.api.freshLinks(at: self.url)
        if !links.isEmpty { await self.observer.signInLinksChanged(to: links) }
    }
}
