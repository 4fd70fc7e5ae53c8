internal import CallModel
internal import CallcardServer
internal import Logging
internal import SignIn
internal import Waiting

/// Pages as the configuration has them, with what of them wants running.
struct PageComponents: Sendable {
    /// `nil` where no pages are served.
    let options: PageOptions?
    /// The keys of the provider that people sign in with.
    private let keys: IssuerKeys?

    init(_ configuration: Configuration, tools: Dependencies, logger: Logger) {
        guard let pages = configuration.pages else {
            (self.options, self.keys) = (nil, nil)
            return
        }
        let note = TokenEventCounters(logger: logger).take
        let keys = pages.signIn.map { signIn in
            IssuerKeys(signIn.issuer.keys, transport: tools.transport, time: tools.time, onEvent: note)
        }
        let provider = pages.signIn.flatMap { signIn in
            keys.map { keys in
                OpenIDProvider(
                    client: signIn.client, rules: signIn.issuer.rules, keys: keys, transport: tools.transport,
                    names: PrincipalNames(), time: tools.time, onEvent: note)
            }
        }
        self.keys = keys
        self.options = PageOptions(
            publicURL: pages.publicURL, speaksTLS: configuration.tls != nil, frameAncestors: pages.frameAncestors,
            limits: pages.limits, provider: provider, linked: pages.linked)
    }

    /// Keeps the provider's keys fresh until its task is cancelled.
    func run() async {
        await self.keys?.run()
        // Without any it has nothing to do, but an end would be taken for the server's.
        await Task.untilCancelled()
    }
}
