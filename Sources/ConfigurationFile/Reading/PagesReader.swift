internal import CallModel
internal import SignIn
internal import YAMLReader

/// Reads `pages`: whether pages are served, to whom, and how people sign in to them.
struct PagesReader {
    let files: ConfigurationFiles
    let secrets: SecretReader

    static let keys = ["publicURL", "frameAncestors", "idle", "longest", "visits", "signIn", "signInLinks"]
    static let signInKeys =
        ["clientId", "clientSecret", "scopes"] + TokensReader.keys.filter { $0 != "audience" }
    static let linkKeys = ["user", "role", "services"]

    /// Where browsers on other machines would connect without TLS, pages are off, and a warning says why: whoever reads a session
    /// cookie on its way is signed in with it.
    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        guard let node = top["pages"], let mapping = node.mapping(Self.keys) else { return }
        var pages = Configuration.Pages()
        pages.publicURL = mapping["publicURL"].flatMap { self.origin($0, schemes: ["https://", "http://"]) }
        configuration.hasPublicURL = mapping["publicURL"] != nil
        pages.frameAncestors = mapping.list("frameAncestors").compactMap {
            self.origin($0, schemes: ["https://"], mayHaveStar: true)
        }
        self.read(mapping, into: &pages.loginSessions)
        pages.signIn = mapping["signIn"].flatMap { self.signIn($0, &configuration) }
        pages.linked = self.linkedUsers(mapping, configuration, pages)
        let isSecure = configuration.tls != nil || pages.publicURL?.hasPrefix("https://") ?? false
        if isSecure || configuration.listen.isLoopback {
            configuration.pages = pages
        } else {
            self.warn(
                node, &configuration,
                "pages are off: beyond this machine they want TLS; set tls, or publicURL to the https address of a proxy in front"
            )
        }
    }

    private func read(_ mapping: YAMLMapping, into limits: inout LoginSessionLimits) {
        limits.idle = mapping["idle"]?.duration(in: .seconds(1) ... .seconds(604_800)) ?? limits.idle
        limits.longest = mapping["longest"]?.duration(in: .seconds(1) ... .seconds(604_800)) ?? limits.longest
        limits.count = mapping["visits"]?.int(in: 1...1_000_000) ?? limits.count
    }

    /// An origin: scheme, host and perhaps port, without a path.
    private func origin(_ node: YAMLNode, schemes: [String], mayHaveStar: Bool = false) -> String? {
        guard let text = node.string else { return nil }
        var rest = schemes.first(where: text.hasPrefix).map { text.dropFirst($0.count) } ?? ""
        if mayHaveStar, rest.hasPrefix("*.") { rest = rest.dropFirst(2) }
        let isPlain = rest.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D: true
            default: false
            }
        }
        guard isPlain, !rest.isEmpty else {
            let known = schemes.joined(separator: " or ")
            node.report("must be an origin that begins with \(known), in lower case and without a path or a / at its end")
            return nil
        }
        return text
    }

    private func signIn(_ node: YAMLNode, _ configuration: inout Configuration) -> Configuration.SignIn? {
        guard let mapping = node.mapping(Self.signInKeys) else { return nil }
        let tokens = TokensReader(files: self.files)
        let id = mapping.required("clientId")?.string
        let secret = mapping["clientSecret"].flatMap { self.secret($0, &configuration) }
        let issuer = tokens.issuer(mapping, audiences: id.map { [$0] })
        let scopes = mapping["scopes"].flatMap(tokens.texts)
        if let scopes, !scopes.contains("openid") { mapping["scopes"]?.report("must hold openid") }
        guard let id, let issuer else { return nil }
        let client = OpenIDProvider.Client(id: id, secret: secret, scopes: scopes ?? OpenIDProvider.Client.usualScopes)
        return Configuration.SignIn(client: client, issuer: issuer)
    }

    private func secret(_ node: YAMLNode, _ configuration: inout Configuration) -> Sensitive<String>? {
        var warnings: [String] = []
        let value = self.secrets.read(node) { warnings.append($0) }
        for warning in warnings { self.warn(node, &configuration, warning) }
        switch value {
        case .fetched(let secret): return secret
        case .literal:
            node.report("a secret can't stand here; use {file: PATH} or {env: NAME}")
            return nil
        case nil: return nil
        }
    }

    /// The users that printed links sign in. Whoever can read the server's output can use the links: they are for trying things out on
    /// one's own machine, and nothing else.
    private func linkedUsers(_ mapping: YAMLMapping, _ configuration: Configuration, _ pages: Configuration.Pages) -> [Principal]
    {
        guard let node = mapping["signInLinks"] else { return [] }
        let isPrivate = configuration.listen.isLoopback && configuration.tls == nil && pages.publicURL == nil
        guard isPrivate else {
            node.report("is for trying things out on this machine: listen must be on loopback, without publicURL and tls")
            return []
        }
        return (node.list ?? []).compactMap { node in
            guard let mapping = node.mapping(Self.linkKeys) else { return nil }
            let user = mapping.required("user")?.string?.lowercased()
            let role = mapping.required("role").flatMap(TokensReader(files: self.files).role)
            let services = mapping.required("services")?.serviceScope
            guard let user, let role, let services else { return nil }
            return Principal(id: "link", role: role, services: services, user: user)
        }
    }

    private func warn(_ node: YAMLNode, _ configuration: inout Configuration, _ message: String) {
        let own = YAMLProblems()
        own.add(node.problem(message))
        configuration.warnings += own.all.map { Configuration.Warning(problem: $0, failsCheck: false) }
    }
}
