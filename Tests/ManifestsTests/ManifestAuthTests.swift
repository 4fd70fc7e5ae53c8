import CallModel
@testable import ConnectorTestSupport
import Testing

@testable import Manifests

@Suite("C2 Manifests: ways to sign in")
struct ManifestAuthTests {
    private func read(_ auth: String) -> (manifest: ConnectorManifest?, problems: [String]) {
        CRMSample.read(CRMSample.manifest.replacing("auth: {type: bearer, token: \"{settings.token}\"}", with: "auth: " + auth))
    }

    private static let signInText = """
        {type: signIn, url: /login, body: {password: "{settings.token}"}, token: .t, header: {name: X-Session, value: "{token}"}}
        """

    @Test("OAuth client credentials are read, with the form as the place of id and secret")
    func oauth() throws {
        let auth = "{type: oauth, tokenURL: \"/{settings.team}/token\", clientID: me, clientSecret: \"{settings.token}\"}"
        guard case .oauth(let oauth)? = self.read(auth).manifest?.auth else {
            Issue.record("not read")
            return
        }
        #expect(oauth.tokenURL == "/{settings.team}/token")
        #expect(oauth.credentials == .form)
        #expect(oauth.scope == nil)
    }

    @Test("An assertion stands in for the secret")
    func assertion() throws {
        let text = "{type: oauth, tokenURL: /t, clientID: a, assertion: {key: '{settings.token}', keyID: k, claims: {scope: s}}}"
        guard case .oauth(let oauth)? = self.read(text).manifest?.auth, let assertion = oauth.assertion else {
            Issue.record("not read: \(self.read(text).problems)")
            return
        }
        #expect(oauth.clientSecret == nil)
        #expect(assertion.key.settingNames == ["token"] && assertion.keyID == SettingText("k"))
        #expect(assertion.claims == [.init(name: "scope", value: try #require(SettingText("s")))])
        #expect(ManifestAuth.oauth(oauth).keySettings == ["token"])
    }

    @Test("A sign-in is read; its lifetime may be left out")
    func signIn() throws {
        guard case .signIn(let signIn)? = self.read(Self.signInText).manifest?.auth else {
            Issue.record("not read")
            return
        }
        #expect(signIn.body == .object([.init(name: "password", value: .text(try #require(SettingText("{settings.token}"))))]))
        #expect(signIn.format == .json)
        #expect(signIn.lifetime == nil)
        #expect(signIn.headerName == "X-Session")
    }

    @Test("The body of a sign-in is JSON of any shape; what looks like a number, a truth value or null without quotes is one")
    func nestedBody() throws {
        let body = "{method: login, params: [me, {password: '{settings.token}'}, 17, '17', true, 'true', ~, 1e400x, yes]}"
        let text = Self.signInText.replacing("{password: \"{settings.token}\"}", with: body)
        guard case .signIn(let signIn)? = self.read(text).manifest?.auth else {
            Issue.record("not read: \(self.read(text).problems)")
            return
        }
        func plain(_ text: String) throws -> SettingJSON { .text(try #require(SettingText(text))) }
        let params: [SettingJSON] = [
            try plain("me"), .object([.init(name: "password", value: try plain("{settings.token}"))]), .number("17"),
            try plain("17"), .bool(true), try plain("true"), .null, try plain("1e400x"), try plain("yes"),
        ]
        #expect(
            signIn.body
                == .object([.init(name: "method", value: try plain("login")), .init(name: "params", value: .list(params))]))
    }

    @Test(
        "What could not work is told",
        arguments: [
            ("{type: oauth, clientID: a, clientSecret: b}", "the key tokenURL is missing"),
            ("{type: oauth, tokenURL: /t, clientID: a, clientSecret: b, token: c}", "does not belong to type: oauth"),
            ("{type: oauth, tokenURL: /t, clientID: a}", "the key clientSecret is missing"),
            ("{type: oauth, tokenURL: /t, clientID: a, assertion: {}}", "the key key is missing"),
            ("{type: oauth, tokenURL: /t, clientID: a, clientSecret: b, assertion: {key: k}}", "does not belong beside"),
            ("{type: oauth, tokenURL: /t, clientID: a, assertion: {key: k, claims: {iss: b}}}", "is set by itself"),
            ("{type: oauth, tokenURL: /t, clientID: a, clientSecret: b, credentials: url}", "must be one of: form, basic"),
            ("{type: oauth, tokenURL: \"/{number.e164}\", clientID: a, clientSecret: b}", "number.e164 is not known here"),
            ("{type: oauth, tokenURL: \"/{settings.token}\", clientID: a, clientSecret: b}", "is a secret"),
            ("{type: oauth, tokenURL: \"http://crm.example/t\", clientID: a, clientSecret: b}", "must begin with /"),
            (Self.signInText.replacing("\"{token}\"", with: "\"{settings.token}\""), "holds no {token}"),
            (Self.signInText.replacing("{settings.token}", with: "{token}"), "only {settings.name}"),
            (Self.signInText.replacing("token: .t,", with: ""), "the key token is missing"),
            (
                Self.signInText.replacing("{password: \"{settings.token}\"}", with: "{a: [\"{settings.nope}\"]}"),
                "settings.nope is not"
            ),
            (Self.signInText.replacing("{password: \"{settings.token}\"}", with: "me"), "must be a mapping or a list"),
            (
                Self.signInText.replacing("{password: \"{settings.token}\"}", with: "{a: {b: c}}, format: form"),
                "a form holds texts only"
            ),
            (Self.signInText.replacing("token: .t,", with: "token: .t, format: xml,"), "must be one of: json, form"),
            ("{type: query, name: key}", "the key value is missing"),
            ("{type: path, value: \"/rest/1\"}", "holds no {settings.name}"),
            ("{type: path, value: \"rest/{settings.token}\"}", "must be a path such as"),
            ("{type: path, value: \"/rest/{settings.token}/\"}", "must be a path such as"),
            ("{type: path, value: \"/rest{?settings.token}\"}", "must be a path such as"),
            ("{type: path, value: \"/rest/{settings.nope}\"}", "settings.nope is not known here"),
            ("{type: path, value: \"/rest/{settings.baseURL}\"}", "settings.baseURL is not known here"),
            ("{type: path, value: \"/rest/{+settings.token}\"}", "let a value leave its place"),
            ("{type: path, name: key, value: \"/{settings.token}\"}", "does not belong to type: path"),
            ("{type: body, members: {}}", "needs one place at least"),
            ("{type: body, members: {password: x}}", "is no place in JSON"),
            ("{type: body, members: {/password: x}}", "has no body, where auth has its place"),
        ])
    func problems(auth: String, message: String) {
        let (manifest, problems) = self.read(auth)
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }

    @Test("A jq program of a sign-in is checked at its line")
    func program() {
        let text = CRMSample.manifest.replacing(
            "auth: {type: bearer, token: \"{settings.token}\"}",
            with: "auth: " + Self.signInText.replacing(".t,", with: "\".t |\","))
        let (_, problems) = CRMSample.read(text, compiler: CRMSample.compiler)
        #expect(problems.contains { $0.hasPrefix("connector.yaml:9:") && $0.contains("not a usable jq program") }, "\(problems)")
    }

    @Test("Credentials in the query are no problem, but a warning that does not show them")
    func leak() throws {
        let manifest = try #require(self.read("{type: query, name: key, value: \"{settings.token}\"}").manifest)
        let settings = try ConnectorSettings(for: manifest, values: CRMSample.values)
        #expect(settings.warnings.count == 1)
        #expect(settings.warnings[0].message.contains("query of each URL"))
        #expect(!settings.warnings[0].message.contains(CRMSample.secret))
    }
}
