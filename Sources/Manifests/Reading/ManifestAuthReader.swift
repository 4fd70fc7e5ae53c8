internal import StrictJSON
import YAMLReader

/// Reads `auth` of a manifest.
struct ManifestAuthReader {
    let texts: ManifestTextReader

    /// The credentials; `auth` may be left out only by writing `type: none`, so that nobody forgets it.
    func auth(_ top: YAMLMapping) -> ManifestAuth? {
        let keys = Set(ManifestAuth.Kind.allCases.flatMap(\.keys)).sorted()
        guard let node = top.required("auth"), let mapping = node.mapping(["type"] + keys),
            let kind = mapping.required("type")?.word(ManifestAuth.Kind.self)
        else { return nil }
        for key in keys where !kind.keys.contains(key) {
            mapping[key]?.report("does not belong to type: \(kind.rawValue); remove it or change the type")
        }
        let text: (String) -> SettingText? = { self.texts.settingText(mapping.required($0)) }
        switch kind {
        case .none: return ManifestAuth.none
        case .bearer: return text("token").map { .bearer(token: $0) }
        case .basic:
            guard let username = text("username"), let password = text("password") else { return nil }
            return .basic(username: username, password: password)
        case .header:
            guard let name = self.texts.headerName(mapping.required("name")), let value = text("value") else { return nil }
            return .header(name: name, value: value)
        case .query:
            guard let name = mapping.required("name")?.string, let value = text("value") else { return nil }
            return .query(name: name, value: value)
        case .path: return self.texts.credentialPath(mapping.required("value")).map { .path($0) }
        case .body: return self.bodyMembers(mapping.required("members")).map { .body($0) }
        case .oauth: return self.oauth(mapping).map { .oauth($0) }
        case .signIn: return self.signIn(mapping).map { .signIn($0) }
        }
    }

    private func bodyMembers(_ node: YAMLNode?) -> [ManifestAuth.BodyMember]? {
        guard let node, let members = node.members else { return nil }
        if members.isEmpty { node.report("needs one place at least, such as /password") }
        return members.compactMap { pointer, value in
            if JSONPointer(pointer) == nil {
                value.report("is no place in JSON: write a JSON pointer (RFC 6901) such as /params/args/2")
            }
            return self.texts.settingText(value).map { ManifestAuth.BodyMember(pointer: pointer, value: $0) }
        }
    }

    private func oauth(_ mapping: YAMLMapping) -> ManifestAuth.OAuth? {
        let url = self.texts.url(mapping.required("tokenURL"))
        let client = self.texts.settingText(mapping.required("clientID"))
        let word = mapping["grant"]?.word(ManifestAuth.OAuth.GrantWord.self) ?? .clientCredentials
        let isRefreshing = word == .refreshToken
        let assertion = self.assertion(mapping, isRefreshing: isRefreshing)
        let mayLackSecret = isRefreshing || mapping["assertion"] != nil
        let secret = self.texts.settingText(mayLackSecret ? mapping["clientSecret"] : mapping.required("clientSecret"))
        let scope = self.texts.settingText(mapping["scope"])
        let part = mapping["credentials"]?.word(ManifestAuth.OAuth.CredentialPart.self) ?? .form
        let format = mapping["format"]?.word(ManifestAuth.BodyFormat.self) ?? .form
        let authorization = self.authorization(mapping, isRefreshing: isRefreshing)
        if secret == nil, assertion == nil, part == .basic {
            mapping["credentials"]?.report("a header needs a clientSecret; add one, or remove this key")
        }
        guard let url, let client, secret != nil || isRefreshing || assertion != nil else { return nil }
        return ManifestAuth.OAuth(
            tokenURL: url, clientID: client, clientSecret: secret, assertion: assertion, scope: scope, credentials: part,
            format: format, grant: isRefreshing ? .refreshToken(authorization) : .clientCredentials)
    }

    /// Where a person lets the client in; only a refresh token comes of it.
    private func authorization(_ mapping: YAMLMapping, isRefreshing: Bool) -> ManifestAuth.OAuth.Authorization? {
        guard isRefreshing else {
            for key in ["authorizeURL", "authorizeParameters"] {
                mapping[key]?.report("belongs to grant: refresh_token; remove it")
            }
            return nil
        }
        let parameters = (mapping["authorizeParameters"]?.members ?? []).compactMap { name, value in
            if Self.reservedParameters.contains(name) { value.report("this parameter comes by itself; remove it") }
            return self.texts.settingText(value).map { ManifestAuth.OAuth.Parameter(name: name, value: self.plain($0, value)) }
        }
        guard let url = self.texts.url(mapping["authorizeURL"]) else {
            mapping["authorizeParameters"]?.report("belongs to authorizeURL, which is not here; remove it")
            return nil
        }
        return ManifestAuth.OAuth.Authorization(url: url, parameters: parameters)
    }

    /// A text that a browser will show; reports secrets in it.
    private func plain(_ text: SettingText, _ node: YAMLNode) -> SettingText {
        for setting in self.texts.settings where setting.isSecret && text.settingNames.contains(setting.name) {
            node.report("settings.\(setting.name) is a secret, and a browser would show it")
        }
        return text
    }

    /// RFC 6749, 4.1.1 and RFC 7636, 4.3.
    private static let reservedParameters: Set<String> = [
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
    ]

    private func signIn(_ mapping: YAMLMapping) -> ManifestAuth.SignIn? {
        let url = self.texts.url(mapping.required("url"))
        let format = mapping["format"]?.word(ManifestAuth.BodyFormat.self) ?? .json
        let body = self.signInBody(mapping.required("body"), format)
        let token = self.texts.program(mapping.required("token"), name: "auth.token")
        let lifetime = self.texts.program(mapping["lifetime"], name: "auth.lifetime")
        guard let header = mapping.required("header")?.mapping(["name", "value"]) else { return nil }
        let name = self.texts.headerName(header.required("name"))
        let value = self.tokenText(header.required("value"))
        guard let url, let body, let token, let name, let value else { return nil }
        return ManifestAuth.SignIn(
            url: url, body: body, format: format, token: token, lifetime: lifetime, headerName: name, headerValue: value)
    }

    /// The body of a sign-in; reports one that can't be written as `format`.
    private func signInBody(_ node: YAMLNode?, _ format: ManifestAuth.BodyFormat) -> SettingJSON? {
        guard let node else { return nil }
        guard node.isMapping || (node.isList && format == .json) else {
            node.report(format == .json ? "must be a mapping or a list, which is sent as JSON" : "a form is a mapping of texts")
            return nil
        }
        if format == .form {
            for (_, value) in node.members ?? [] where value.isMapping || value.isList {
                value.report("a form holds texts only; write format: json, or one member for each text")
            }
        }
        return self.texts.json(node)
    }

    /// A text with `{token}` in it.
    private func tokenText(_ node: YAMLNode?) -> SettingText? {
        guard let text = self.texts.settingText(node, allowsToken: true) else { return nil }
        if !text.hasToken { node?.report("holds no {token}, so that the CRM would never see it") }
        return text
    }
}
