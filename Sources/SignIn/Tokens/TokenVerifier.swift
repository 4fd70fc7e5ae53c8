public import CallModel

/// Takes tokens of the issuers that the configuration names.
///
/// What costs nothing is checked first, so that only a token that would be good but for its signature can have keys looked for.
public struct TokenVerifier: Authenticator {
    /// An issuer's rules and keys.
    public struct Issuer: Sendable {
        let rules: TokenRules
        let keys: IssuerKeys

        public init(rules: TokenRules, keys: IssuerKeys) {
            self.rules = rules
            self.keys = keys
        }
    }

    private let issuers: [Issuer]
    private let names: PrincipalNames
    private let time: any TimeSource
    private let note: TokenEventHandler

    /// - Parameter issuers: Each `iss` once.
    public init(_ issuers: [Issuer], names: PrincipalNames, time: any TimeSource, note: @escaping TokenEventHandler) {
        self.issuers = issuers
        self.names = names
        self.time = time
        self.note = note
    }

    public func principal(presenting credential: String) async -> Principal? {
        do throws(TokenRefusal) {
            return try await self.verify(credential)
        } catch {
            self.note(.refused(error))
            return nil
        }
    }

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
