internal import CallModel
internal import OutboundHTTP
internal import SignIn
internal import YAMLReader

/// Reads `keys`: API keys, each with its role and the services that it reaches.
struct KeysReader {
    static let keys = ["id", "role", "services", "user", "sha256", "withoutPlus"]

    func read(_ nodes: [YAMLNode]) -> [AccessKey] {
        nodes.distinct(by: \.principal.id, or: "another key has this id already", read: self.key)
    }

    private func key(_ node: YAMLNode) -> AccessKey? {
        guard let mapping = node.mapping(Self.keys) else { return nil }
        let id = mapping.required("id").flatMap { node -> String? in
            guard let text = node.string else { return nil }
            guard AccessKey.isValid(id: text) else {
                node.report("must be 1 to 64 of A-Z a-z 0-9 . _ ~ -")
                return nil
            }
            return text
        }
        let role = mapping.required("role")?.word(Role.self)
        let scope = mapping.required("services")?.serviceScope
        let user = mapping.string("user")?.lowercased()
        let withoutPlus = mapping["withoutPlus"]?.word(WithoutPlus.self)
        if role == .agent && user == nil { node.report("a key of role agent needs its user (a UPN)") }
        guard let digest = mapping.required("sha256"), let text = digest.string, let id, let role, let scope else { return nil }
        let principal = Principal(id: id, role: role, services: scope, user: user, withoutPlus: withoutPlus ?? .national)
        guard let key = AccessKey(principal: principal, digest: text) else {
            digest.report(
                "must be the SHA-256 of the key's last 43 characters, as 64 hexadecimal digits; callcard key new prints it")
            return nil
        }
        return key
    }
}

/// Reads `tokens`: the providers whose bearer tokens are accepted.
struct TokensReader {
    let files: ConfigurationFiles

    static let keys =
        ["issuer", "audience", "jwks", "algorithms", "leeway", "claims", "user", "role", "services", "refresh"]
        + DestinationReader.keys
    static let grantKeys = ["claim", "values"]

    func read(_ nodes: [YAMLNode]) -> [Configuration.TokenIssuer] {
        nodes.distinct(
            by: \.rules.issuer, or: "another entry has this issuer already; one entry may list several audiences",
            read: self.issuer)
    }

    private func issuer(_ node: YAMLNode) -> Configuration.TokenIssuer? {
        guard let mapping = node.mapping(Self.keys) else { return nil }
        return self.issuer(mapping, audiences: mapping.required("audience").flatMap(self.texts))
    }

    /// Reads one issuer.
    ///
    /// - Parameter audiences: One of these must be among a token's `aud`; `nil` where they were reported to be wrong.
    func issuer(_ mapping: YAMLMapping, audiences: [String]?) -> Configuration.TokenIssuer? {
        let destinations = DestinationReader(files: self.files).read(mapping)
        let issuer = mapping.required("issuer").flatMap { self.address($0, allowsHTTP: destinations.allowsHTTP) }
        let role = mapping.required("role").flatMap { self.grant($0, self.role) }
        let services = mapping.required("services").flatMap { self.grant($0, \.serviceScope) }
        let jwks = mapping["jwks"].flatMap { self.address($0, allowsHTTP: destinations.allowsHTTP, isWhole: true) }
        let algorithms = mapping["algorithms"].flatMap(self.algorithms)
        let user = mapping["user"].flatMap(self.texts)
        let leeway = mapping["leeway"]?.duration(in: .zero ... .seconds(60))
        let refresh = mapping["refresh"]?.duration(in: .seconds(1) ... .seconds(43_200))
        let claims = self.claims(mapping["claims"])
        guard let issuer, let audiences, let role, let services else { return nil }
        var rules = TokenRules(issuer: issuer, audiences: audiences, claims: claims, role: role, services: services)
        rules.algorithms = algorithms ?? rules.algorithms
        rules.leeway = leeway ?? rules.leeway
        rules.user = user ?? rules.user
        var keys = IssuerKeys.Options(issuer: issuer, jwks: jwks, algorithms: rules.algorithms, destinations: destinations)
        keys.refresh = refresh ?? keys.refresh
        return Configuration.TokenIssuer(rules: rules, keys: keys)
    }

    /// An address as it will be requested or compared, byte by byte. Issuers have no query.
    private func address(_ node: YAMLNode, allowsHTTP: Bool, isWhole: Bool = false) -> String? {
        guard let text = node.string else { return nil }
        let schemes = allowsHTTP ? ["https://", "http://"] : ["https://"]
        let rest = schemes.first(where: text.hasPrefix).map { text.dropFirst($0.count) }
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !text.contains("#")
        guard let rest, let first = rest.first, first != "/", isPlain, isWhole || !text.contains("?") else {
            node.report("must be an address that begins with https:// (or http://, where http is true)")
            return nil
        }
        return text
    }

    /// A text, or a list of at least one.
    func texts(_ node: YAMLNode) -> [String]? {
        guard node.isList else { return node.string.map { [$0] } }
        guard let entries = node.list, !entries.isEmpty else {
            node.report("must be a text or a list of at least one")
            return nil
        }
        let texts = entries.compactMap(\.string)
        return texts.count == entries.count ? texts : nil
    }

    private func algorithms(_ node: YAMLNode) -> [TokenAlgorithm]? {
        guard let entries = node.list else { return nil }
        guard !entries.isEmpty else {
            node.report("must name at least one, such as RS256")
            return nil
        }
        return entries.compactMap { $0.word(TokenAlgorithm.self) }
    }

    private func claims(_ node: YAMLNode?) -> [String: String] {
        var claims: [String: String] = [:]
        for (name, value) in node?.members ?? [] { claims[name] = value.string }
        return claims
    }

    /// One value for all tokens, or `{claim: NAME, values: {VALUE: …}}`.
    private func grant<Value>(_ node: YAMLNode, _ read: (YAMLNode) -> Value?) -> ClaimGrant<Value>? {
        guard node.isMapping else { return read(node).map(ClaimGrant.fixed) }
        guard let mapping = node.mapping(Self.grantKeys), let claim = mapping.required("claim")?.string,
            let members = mapping.required("values")?.members
        else { return nil }
        var values: [String: Value] = [:]
        for (name, value) in members { values[name] = read(value) }
        return .claim(claim, values)
    }

    func role(_ node: YAMLNode) -> Role? {
        guard let text = node.string else { return nil }
        guard let role = TokenRules.roles.first(where: { $0.rawValue == text }) else {
            let known = TokenRules.roles.map(\.rawValue).joined(separator: ", ")
            node.report("must be one of: \(known); what is for machines wants a key")
            return nil
        }
        return role
    }
}
