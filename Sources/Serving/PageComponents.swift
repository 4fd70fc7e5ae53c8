internal import CallModel
internal import CallcardServer
internal import ConfigurationFile
internal import Logging
internal import Setup
internal import SignIn

/// Pages as the configuration has them, with what they need running.
struct PageComponents: Sendable {
    /// `nil` where no pages are served.
    let options: PageOptions?
    /// The signing keys of the provider that people sign in with, which need running; `nil` where there is none.
    let keys: IssuerKeys?

    /// - Parameter snapshot: What the journal of `sessions` holds.
    init(
        _ configuration: Configuration, _ sessions: SessionComponents, snapshot: JournalSnapshot, dependencies: Dependencies,
        logger: Logger
    ) {
        guard let pages = configuration.pages else {
            (self.options, self.keys) = (nil, nil)
            return
        }
        let count = TokenEventCounters(logger: logger).count
        let keys = pages.signIn.map { signIn in
            IssuerKeys(signIn.issuer.keys, transport: dependencies.transport, time: dependencies.time, onEvent: count)
        }
        let provider = pages.signIn.flatMap { signIn in
            keys.map { keys in
                OpenIDProvider(
                    client: signIn.client, rules: signIn.issuer.rules, keys: keys, transport: dependencies.transport,
                    names: PrincipalNames(), time: dependencies.time, onEvent: count)
            }
        }
        self.keys = keys
        self.options = PageOptions(
            publicURL: pages.publicURL, speaksTLS: configuration.tls != nil, frameAncestors: pages.frameAncestors,
            limits: pages.loginSessions, provider: provider,
            linked: pages.linked, sealKey: sessions.cookieKey(beside: snapshot, logger: logger),
            journal: sessions.journal)
    }
}
