import ConnectorTestSupport
import Manifests
import Testing

@Suite("A manifest's auth: OAuth by refresh token")
struct RefreshTokenAuthTests {
    private static let auth = """
        {type: oauth, grant: refresh_token, tokenURL: /token, clientID: me, clientSecret: "{settings.token}", scope: all,
         authorizeURL: /authorize, authorizeParameters: {access_type: offline, team: "{settings.team}"}}
        """

    private func read(_ old: String = "", _ new: String = "") -> (manifest: ConnectorManifest?, problems: [String]) {
        let auth = old.isEmpty ? Self.auth : Self.auth.replacing(old, with: new)
        return CRMSample.read(CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth))
    }

    @Test("It is read whole")
    func whole() throws {
        let manifest = try #require(self.read().manifest)
        let oauth = try #require(manifest.auth.refreshing)
        guard case .refreshToken(let authorization) = oauth.grant else {
            Issue.record("another grant")
            return
        }
        #expect(authorization?.url == "/authorize")
        #expect(authorization?.parameters.map(\.name) == ["access_type", "team"])
    }

    @Test(
        "What does not fit is told",
        arguments: [
            ("grant: refresh_token, ", "", "belongs to grant: refresh_token"),
            ("refresh_token,", "client_credentials,", "belongs to grant: refresh_token"),
            ("refresh_token,", "password,", "client_credentials, refresh_token"),
            ("access_type:", "state:", "comes by itself"), ("offline", "\"{settings.token}\"", "is a secret"),
            (" authorizeURL: /authorize,", "", "belongs to authorizeURL"),
            ("clientSecret: \"{settings.token}\"", "credentials: basic", "needs a clientSecret"),
            ("/authorize", "\"http://crm.example/x\"", "must begin with /"),
        ])
    func faults(old: String, new: String, message: String) {
        let (manifest, problems) = self.read(old, new)
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }

    @Test("A public client has no secret")
    func publicClient() {
        #expect(self.read(", clientSecret: \"{settings.token}\"", "").problems == [])
    }

    @Test("A flow is called with client credentials")
    func flows() {
        let text = """
            id: flow
            name: Flow
            description: d
            kind: flow
            settings: {triggerURL: {description: d, secret: true, required: true}, token: {description: d, secret: true}, team: {description: d}}
            auth: \(Self.auth.replacing("\n", with: " ").replacing("/token", with: "https://x.example/token").replacing("/authorize", with: "https://x.example/a"))
            """
        let (manifest, problems) = CRMSample.read(text)
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains("write grant: client_credentials") }, "\(problems)")
    }
}
