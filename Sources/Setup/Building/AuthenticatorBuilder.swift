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
    func build(_ configuration: Configuration, keeping kept: [KeySource]) -> (any Authenticator, [KeySource]) {
        let issuers = configuration.tokens.map { issuer in
            let keys = kept.first { $0.options == issuer.keys } ?? self.keys(issuer.keys)
            return (rules: issuer.rules, keys: keys)
        }
        let tokens = TokenVerifier(
            issuers.map { .init(rules: $0.rules, keys: $0.keys) }, names: self.names, time: self.tools.time,
            note: self.counters.take)
        return (KeysAndTokens(keys: KeyRing(configuration.keys), tokens: tokens), issuers.map(\.keys))
    }

    private func keys(_ options: KeySource.Options) -> KeySource {
        KeySource(options, transport: self.tools.transport, time: self.tools.time, note: self.counters.take)
    }
}
