import YAMLReader

extension ManifestReader {
    /// OAuth 2.0 client credentials.
    func oauth(_ mapping: YAMLMapping, settings: [ManifestSetting]) -> ManifestAuth.OAuth? {
        let url = self.url(mapping.required("tokenURL"), variables: .settings(settings))
        let client = self.settingText(mapping.required("clientID"), settings: settings)
        let secret = self.settingText(mapping.required("clientSecret"), settings: settings)
        let scope = self.settingText(mapping["scope"], settings: settings)
        let place = mapping["credentials"]?.word(ManifestAuth.OAuth.Place.self) ?? .form
        guard let url, let client, let secret else { return nil }
        return ManifestAuth.OAuth(tokenURL: url, clientID: client, clientSecret: secret, scope: scope, credentials: place)
    }

    /// A sign-in of the CRM's own.
    func signIn(_ mapping: YAMLMapping, settings: [ManifestSetting]) -> ManifestAuth.SignIn? {
        let url = self.url(mapping.required("url"), variables: .settings(settings))
        let members = (mapping.required("body")?.members ?? []).compactMap { name, node in
            self.settingText(node, settings: settings).map { ManifestAuth.SignIn.Member(name: name, value: $0) }
        }
        let token = self.program(mapping.required("token"), name: "auth.token")
        let lifetime = self.program(mapping["lifetime"], name: "auth.lifetime")
        guard let header = mapping.required("header")?.mapping(["name", "value"]) else { return nil }
        let name = self.headerName(header.required("name"))
        let value = self.tokenText(header.required("value"), settings: settings)
        guard let url, let token, let name, let value else { return nil }
        return ManifestAuth.SignIn(
            url: url, body: members, token: token, lifetime: lifetime, headerName: name, headerValue: value)
    }

    /// A text with `{token}` in it.
    private func tokenText(_ node: YAMLNode?, settings: [ManifestSetting]) -> SettingText? {
        guard let text = self.settingText(node, settings: settings, takesToken: true) else { return nil }
        if !text.hasToken { node?.report("holds no {token}, so that the CRM would never see it") }
        return text
    }
}
