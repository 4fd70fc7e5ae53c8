internal import CallModel
internal import SignIn

/// Builds what checks credentials. It lives as long as the process, so that names of token holders outlive a reload.
struct TokenDesk: Sendable {
    let tools: Dependencies
    let counters: TokenEventCounters
    private let names = PrincipalNames()

    init(tools: Dependencies, counters: TokenEventCounters) {
        self.tools = tools
        self.counters = counters
    }

    /// - Parameter kept: Keys that may be fetched already; those of issuers that have not moved are taken over.
    func build(_ configuration: Configuration, keeping kept: [IssuerKeys]) -> (any Authenticator, [IssuerKeys]) {
        let issuers = configuration.tokens.map { issuer in
            let keys = kept.first { $0.options == issuer.keys } ?? self.keys(issuer.keys)
            return (rules: issuer.rules, keys: keys)
        }
        let tokens = TokenVerifier(
            issuers.map { .init(rules: $0.rules, keys: $0.keys) }, names: self.names, time: self.tools.time,
            onEvent: self.counters.take)
        return (CredentialAuthenticator(keys: KeyRing(configuration.keys), tokens: tokens), issuers.map(\.keys))
    }

    private func keys(_ options: IssuerKeys.Options) -> IssuerKeys {
        IssuerKeys(options, transport: self.tools.transport, time: self.tools.time, onEvent: self.counters.take)
    }
}
