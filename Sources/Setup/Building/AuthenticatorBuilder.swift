internal import CallModel
internal import ConfigurationFile
package import Logging
internal import Metrics
package import SignIn

/// Builds the authenticators for API keys and bearer tokens. One lives as long as the process, so that names of token holders
/// outlive a reload.
struct AuthenticatorBuilder: Sendable {
    private let dependencies: Dependencies
    private let events: TokenEventCounters
    private let names = PrincipalNames()

    init(dependencies: Dependencies, events: TokenEventCounters) {
        self.dependencies = dependencies
        self.events = events
    }

    /// - Parameter kept: Keys that may be fetched already; those of issuers whose options have not changed are used again.
    /// - Returns: What checks credentials, and the issuers' keys, which need running.
    func build(_ configuration: Configuration, keeping kept: [IssuerKeys]) -> (any Authenticator, [IssuerKeys]) {
        let issuers = configuration.tokens.map { issuer in
            let keys = kept.first { $0.options == issuer.keys } ?? self.keys(issuer.keys)
            return (rules: issuer.rules, keys: keys)
        }
        let tokens = TokenVerifier(
            issuers.map { .init(rules: $0.rules, keys: $0.keys) }, names: self.names, time: self.dependencies.time,
            onEvent: self.events.count)
        return (CredentialAuthenticator(keys: KeyRing(configuration.keys), tokens: tokens), issuers.map(\.keys))
    }

    private func keys(_ options: IssuerKeys.Options) -> IssuerKeys {
        IssuerKeys(
            options, transport: self.dependencies.transport, time: self.dependencies.time, onEvent: self.events.count)
    }
}

/// Counts how checks of bearer tokens and fetches of issuers' keys end; keys that can't be fetched are also in the log.
package struct TokenEventCounters: Sendable {
    private let logger: Logger?

    /// - Parameter logger: `nil` for no log.
    package init(logger: Logger?) {
        self.logger = logger
    }

    /// Counts one event; of a failed fetch the log gets issuer and reason, nothing of any token.
    package func count(_ event: TokenEvent) {
        switch event {
        case .refused(let refusal):
            Counter(label: "callcard_tokens_refused_total", dimensions: [("reason", refusal.label)]).increment()
        case .fetched:
            self.countFetch("taken")
        case .notFetched(let issuer, let error):
            self.countFetch(error.label)
            self.logger?.warning(
                "the keys of a token issuer were not fetched", metadata: ["issuer": "\(issuer)", "why": "\(error.label)"])
        }
    }

    private func countFetch(_ result: String) {
        Counter(label: "callcard_token_key_fetches_total", dimensions: [("result", result)]).increment()
    }
}
