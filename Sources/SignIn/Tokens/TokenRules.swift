package import CallModel
internal import StrictJSON

/// The rules for an issuer's tokens: which are accepted, and what they give their holders.
package struct TokenRules: Hashable, Sendable {
    /// `iss`, byte by byte.
    package var issuer: String
    /// A token's `aud` must hold one of them.
    package var audiences: [String]
    /// The ways in which its tokens may be signed; a token that says otherwise is refused before any key is looked for.
    package var algorithms: [TokenAlgorithm]
    /// The difference of clocks that is forgiven for `exp` and `nbf`, 0–60 s.
    package var leeway: Duration
    /// Claims that must have this text, or hold it in a list.
    package var claims: [String: String]
    /// Claims that may name the user; the first that does counts.
    package var user: [String]
    /// The role of a holder; of several the mightiest counts.
    package var role: ClaimGrant<Role>
    /// The scope of a holder; of several all count, and without any the holder reaches no service.
    package var services: ClaimGrant<ServiceScope>

    /// The claims in which the user's UPN usually stands.
    package static let usualUserClaims = ["preferred_username", "upn", "email"]
    /// The roles that a person may have; those of machines want keys.
    package static let roles: [Role] = [.operator, .owner, .agent]

    /// Rules with the usual values for all that an issuer seldom needs otherwise.
    package init(
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
    /// The way in which a token says it is signed.
    ///
    /// - Throws: ``TokenRefusal/algorithm`` where its issuer is not allowed to sign so.
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

    /// The principal that a token's holder is. Call it once the signature is proven.
    ///
    /// - Throws: ``TokenRefusal/user`` or ``TokenRefusal/role`` where the claims give none.
    func principal(of claims: Claims, until end: WallTime, names: PrincipalNames) throws(TokenRefusal) -> Principal {
        guard let subject = claims.text("sub"), let user = self.user(claims) else { throw .user }
        let roles = self.role.values(by: claims)
        guard let role = Self.roles.first(where: roles.contains) else { throw .role }
        let services = self.services.values(by: claims).reduce(ServiceScope.only([])) { $0.union($1) }
        let id = names.name(issuer: self.issuer, subject: subject, user: user, role: role, services: services)
        return Principal(id: id, role: role, services: services, user: user, expiresAt: end)
    }

    /// An e-mail address that its provider does not call verified, where it says anything of that, may be somebody else's.
    private func user(_ claims: Claims) -> String? {
        let names = self.user.filter { $0 != "email" || Self.mayBeVerified(claims["email_verified"]) }
        guard let text = names.lazy.compactMap(claims.text).first, text.utf8.count <= 320,
            !text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.properties.generalCategory == .control })
        else { return nil }
        return text.lowercased()
    }
}

extension TokenRules {
    /// Whether a claim is absent, true, or `true` as a text, as some providers send it; nothing else is a yes.
    private static func mayBeVerified(_ claim: JSONValue?) -> Bool {
        guard let claim, claim != .null else { return true }
        return claim.boolValue ?? (claim.stringValue == "true")
    }
}

extension ServiceScope {
    func union(_ other: ServiceScope) -> ServiceScope {
        switch (self, other) {
        case (.only(let mine), .only(let others)): .only(mine.union(others))
        case (.all, _), (_, .all): .all
        }
    }
}

/// A right that a token gives its holder: always the same, or by the values of a claim.
package enum ClaimGrant<Value: Hashable & Sendable>: Hashable, Sendable {
    /// A right that every holder has.
    case fixed(Value)
    /// A claim's name, and what each of its values gives; other values give nothing.
    case claim(String, [String: Value])

    /// The rights that the claims give, in no order.
    fileprivate func values(by claims: Claims) -> [Value] {
        switch self {
        case .fixed(let value): [value]
        case .claim(let name, let grants): claims.texts(name).compactMap { grants[$0] }
        }
    }
}

/// A way to sign a token (RFC 7518, RFC 8037). Only signatures by private keys: neither `none` nor `HS…` has a case here.
package enum TokenAlgorithm: String, Hashable, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"
}
