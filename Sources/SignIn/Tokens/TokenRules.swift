public import CallModel
internal import StrictJSON

/// Which tokens of an issuer are taken, and what they give.
public struct TokenRules: Hashable, Sendable {
    /// `iss`, byte by byte.
    public var issuer: String
    /// A token's `aud` must hold one of them.
    public var audiences: [String]
    /// How its tokens may be signed; a token that says otherwise is refused before any key is looked for.
    public var algorithms: [TokenAlgorithm]
    /// How far the clocks may differ for `exp` and `nbf`, 0–60 s.
    public var leeway: Duration
    /// Claims that must have this text, or hold it in a list.
    public var claims: [String: String]
    /// Claims that may name the user; the first that does counts.
    public var user: [String]
    /// Of several roles the mightiest counts.
    public var role: ClaimGrant<Role>
    /// Of several scopes all count; none is a holder who reaches no service.
    public var services: ClaimGrant<ServiceScope>

    /// Where the user's UPN usually stands.
    public static let usualUserClaims = ["preferred_username", "upn", "email"]
    /// The roles that a person may have; those of machines want keys.
    public static let roles: [Role] = [.operator, .owner, .agent]

    public init(
        issuer: String, audiences: [String], algorithms: [TokenAlgorithm] = [.rs256], leeway: Duration = .zero,
        claims: [String: String] = [:], user: [String] = Self.usualUserClaims, role: ClaimGrant<Role>,
        services: ClaimGrant<ServiceScope>
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.algorithms = algorithms
        self.leeway = leeway
        self.claims = claims
        self.user = user
        self.role = role
        self.services = services
    }
}

extension TokenRules {
    /// The way that a token says it is signed.
    func algorithm(of token: BearerToken) throws(TokenRefusal) -> TokenAlgorithm {
        guard let algorithm = TokenAlgorithm(rawValue: token.algorithm), self.algorithms.contains(algorithm) else {
            throw .algorithm
        }
        return algorithm
    }

    /// Checks all that a token says of itself, but for its signature.
    ///
    /// - Returns: When it stops being good.
    func check(_ claims: Claims, at now: WallTime) throws(TokenRefusal) -> WallTime {
        guard claims.texts("aud").contains(where: { shown in self.audiences.contains { $0.isExactly(shown) } }) else {
            throw .audience
        }
        guard let end = claims.time("exp").map({ $0 + self.leeway }), now < end else { throw .expired }
        if claims["nbf"] != nil {
            guard let start = claims.time("nbf"), start <= now + self.leeway else { throw .notYetValid }
        }
        for (name, wanted) in self.claims where !claims.texts(name).contains(where: { $0.isExactly(wanted) }) { throw .claim }
        return end
    }

    /// Who a token's holder is. Call it once the signature is proven.
    func principal(of claims: Claims, until end: WallTime, names: PrincipalNames) throws(TokenRefusal) -> Principal {
        guard let subject = claims.text("sub"), let user = self.user(claims) else { throw .user }
        let roles = self.role.values(by: claims)
        guard let role = Self.roles.first(where: roles.contains) else { throw .role }
        let services = self.services.values(by: claims).reduce(ServiceScope.only([])) { $0.union($1) }
        let id = names.name(issuer: self.issuer, subject: subject, user: user, role: role, services: services)
        return Principal(id: id, role: role, services: services, user: user, expiresAt: end)
    }

    /// An e-mail address that its provider calls unverified may be somebody else's.
    private func user(_ claims: Claims) -> String? {
        let names = self.user.filter { $0 != "email" || claims["email_verified"]?.boolValue != false }
        guard let text = names.lazy.compactMap(claims.text).first, text.utf8.count <= 320,
            !text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.properties.generalCategory == .control })
        else { return nil }
        return text.lowercased()
    }
}

extension ServiceScope {
    fileprivate func union(_ other: ServiceScope) -> ServiceScope {
        switch (self, other) {
        case (.only(let mine), .only(let others)): .only(mine.union(others))
        case (.all, _), (_, .all): .all
        }
    }
}
