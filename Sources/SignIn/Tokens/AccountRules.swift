internal import CallModel
internal import Crypto

/// What a proven token's claims give their person, and, long after the token is gone, what is left of that by the rules of today.
///
/// An account is the digests of what the rules have found in the claims. A rule that has come since finds nothing there, so that rights
/// only ever become fewer: for more, the person signs in again.
struct AccountRules: Sendable {
    private let rules: TokenRules
    private let needed: Set<UInt64>
    private let roles: [UInt64: Role]
    private let services: [UInt64: ServiceScope]

    init(_ rules: TokenRules) {
        self.rules = rules
        self.needed = Self.needed(by: rules)
        self.roles = Self.grants("role", rules.role)
        self.services = Self.grants("services", rules.services)
    }

    /// The account of the person whose proven claims these are.
    ///
    /// - Parameter user: A UPN in lower case.
    func account(of user: String, _ claims: Claims) -> SignInAccount {
        let roles = Self.digests("role", self.rules.role, claims)
        let services = Self.digests("services", self.rules.services, claims)
        return SignInAccount(user: user, grants: self.needed.union(roles).union(services))
    }

    /// The role and the services that an account has today; `nil` where it has no part any more.
    func rights(of account: SignInAccount) -> (role: Role, services: ServiceScope)? {
        guard account.grants.isSuperset(of: self.needed) else { return nil }
        let roles = self.rules.role.fixedValue.map { [$0] } ?? account.grants.compactMap { self.roles[$0] }
        guard let role = TokenRules.roles.first(where: roles.contains) else { return nil }
        let services = self.rules.services.fixedValue.map { [$0] } ?? account.grants.compactMap { self.services[$0] }
        return (role, services.reduce(.only([])) { $0.union($1) })
    }

    /// What all accounts have that today's rules would take: the issuer, the way to the user's name, the claims that must be there.
    private static func needed(by rules: TokenRules) -> Set<UInt64> {
        var needed: Set = [Self.digest("issuer", rules.issuer), Self.digest(["user"] + rules.user)]
        for (name, value) in rules.claims { needed.insert(Self.digest("claim", name, value)) }
        return needed
    }

    private static func grants<Value>(_ kind: String, _ grant: ClaimGrant<Value>) -> [UInt64: Value] {
        guard case .claim(let name, let grants) = grant else { return [:] }
        return Dictionary(grants.map { (Self.digest(kind, name, $0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func digests<Value>(_ kind: String, _ grant: ClaimGrant<Value>, _ claims: Claims) -> [UInt64] {
        guard case .claim(let name, let grants) = grant else { return [] }
        return claims.texts(name).filter { grants[$0] != nil }.map { Self.digest(kind, name, $0) }
    }

    private static func digest(_ parts: String...) -> UInt64 { Self.digest(parts) }

    /// The first 8 bytes of a SHA-256 of the parts, each after its length, so that none can be shifted into another.
    private static func digest(_ parts: [String]) -> UInt64 {
        var code = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { code.update(bufferPointer: $0) }
            code.update(data: Array(part.utf8))
        }
        return code.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension ClaimGrant {
    /// The right that every holder has; `nil` where claims decide.
    fileprivate var fixedValue: Value? {
        if case .fixed(let value) = self { value } else { nil }
    }
}
