package import CallModel

/// The check of bearer tokens of the issuers that the configuration names.
///
/// What costs nothing is checked first, so that only a token that would be good but for its signature can have keys looked for.
package struct TokenVerifier: Authenticator {
    /// An issuer's rules and keys.
    package struct Issuer: Sendable {
        let rules: TokenRules
        let keys: IssuerKeys

        /// An issuer; `keys` are fetched where `rules` say who issues.
        package init(rules: TokenRules, keys: IssuerKeys) {
            self.rules = rules
            self.keys = keys
        }
    }

    private let issuers: [Issuer]
    private let names: PrincipalNames
    private let time: any TimeSource
    private let onEvent: TokenEventHandler

    /// - Parameters:
    ///   - issuers: Each `iss` once.
    ///   - names: Names for the tokens' holders.
    ///   - time: The clock for `exp` and `nbf`.
    ///   - onEvent: Called for each token that is refused.
    package init(_ issuers: [Issuer], names: PrincipalNames, time: any TimeSource, onEvent: @escaping TokenEventHandler) {
        self.issuers = issuers
        self.names = names
        self.time = time
        self.onEvent = onEvent
    }

    /// The principal that the token proves; `nil` for a token that is refused, after an event that says why.
    package func principal(presenting credential: String) async -> Principal? {
        do throws(TokenRefusal) {
            return try await self.verify(credential)
        } catch {
            self.onEvent(.refused(error))
            return nil
        }
    }

    /// The principal that the token proves.
    ///
    /// - Throws: Why the token is refused.
    func verify(_ credential: String) async throws(TokenRefusal) -> Principal {
        let token = try BearerToken(credential)
        guard let named = token.claims.text("iss"), let issuer = self.issuers.first(where: { $0.rules.issuer.isExactly(named) })
        else {
            throw .issuer
        }
        let algorithm = try issuer.rules.algorithm(of: token)
        let end = try issuer.rules.check(token.claims, at: self.time.wallNow())
        let keys = await issuer.keys.keys(id: token.keyID, algorithm: algorithm)
        guard !keys.isEmpty else { throw .unknownKey }
        guard keys.contains(where: { $0.proves(token) }) else { throw .signature }
        return try issuer.rules.principal(of: token.claims, until: end, names: self.names)
    }
}

/// An event about tokens, to be counted. Nothing in it comes from a token.
package enum TokenEvent: Hashable, Sendable {
    /// A token was refused.
    case refused(TokenRefusal)
    /// An issuer's keys were fetched; the issuer as it is configured.
    case fetched(issuer: String)
    /// An issuer's keys could not be fetched.
    case notFetched(issuer: String, KeyFetchError)
}

/// Is called for each ``TokenEvent``, on any thread; it must not wait.
package typealias TokenEventHandler = @Sendable (TokenEvent) -> Void

/// Why a token was refused. No case carries anything of the token; the caller is only told that it is not valid.
package enum TokenRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// Over 8 KiB, not three parts of base64url, or not strict JSON inside.
    case malformed
    /// Its `iss` is no issuer of the configuration.
    case issuer
    /// It is not signed in a way that its issuer is allowed.
    case algorithm
    /// It was made for others: no `aud` of ours.
    case audience
    /// Its `exp` is over or missing.
    case expired
    /// Its `nbf` is to come, or is no time.
    case notYetValid
    /// A claim that the configuration wants has another value or is missing.
    case claim
    /// No key of its issuer fits.
    case unknownKey
    /// No fitting key proves its signature.
    case signature
    /// It names no user.
    case user
    /// Its claims give no role.
    case role

    /// One word for metrics.
    package var label: String { self.rawValue }
}
