import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing

@Suite("OAuth by refresh token: the first one, by an authorization code")
struct AuthorizationClientTests {
    private static let auth = """
        {type: oauth, grant: refresh_token, tokenURL: /oauth/token, clientID: me, clientSecret: "{settings.token}", scope: "a b",
         authorizeURL: /oauth/auth, authorizeParameters: {access_type: offline, team: "{settings.team}"}}
        """
    private let attempt = AuthorizationClient.Attempt(
        state: "st", verifier: "ver", challenge: "cha", redirect: "http://127.0.0.1:8976/callback")

    private func client(_ transport: any HTTPTransport, auth: String = Self.auth) throws -> AuthorizationClient {
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
        let manifest = try CRMSample.manifest(text)
        let settings = try ConnectorSettings(for: manifest, values: CRMSample.values)
        return try #require(AuthorizationClient(manifest, settings: settings, transport: transport))
    }

    private func failure(_ transport: CRMTestTransport) async throws -> AuthorizationClient.Failure? {
        let client = try self.client(transport)
        do throws(AuthorizationClient.Failure) {
            _ = try await client.tokens(for: Sensitive("the code"), from: self.attempt)
            return nil
        } catch {
            return error
        }
    }

    @Test("The browser's address has the RFCs' parameters and the manifest's, and no secret")
    func address() throws {
        let address = try #require(try self.client(CRMTestTransport()).address(for: self.attempt))
        #expect(
            address == "https://crm.example/oauth/auth?response_type=code&client_id=me"
                + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8976%2Fcallback&state=st&code_challenge=cha"
                + "&code_challenge_method=S256&scope=a%20b&access_type=offline&team=sales")
    }

    @Test("Without an authorizeURL there is none")
    func noAddress() throws {
        let auth = "{type: oauth, grant: refresh_token, tokenURL: /oauth/token, clientID: me}"
        #expect(try self.client(CRMTestTransport(), auth: auth).address(for: self.attempt) == nil)
    }

    @Test("The code is exchanged with the verifier; the answer's refresh token comes, and what is no secret is told")
    func exchange() async throws {
        let body = #"""
            {"access_token": "a", "refresh_token": "r", "scope": "a b", "api_domain": "https://api.example", "expires_in": 3600,
             "id_token": "secret", "signature": "x"}
            """#
        let transport = CRMTestTransport(body: body)
        let tokens = try await self.client(transport).tokens(for: Sensitive("the code"), from: self.attempt)
        #expect(tokens.refreshToken.revealed() == "r")
        #expect(tokens.told.map(\.name) == ["scope", "expires_in", "api_domain"])
        let form = "grant_type=authorization_code&code=the%20code&redirect_uri=http%3A%2F%2F127.0.0.1%3A8976%2Fcallback"
        #expect(
            transport.sent.first?.body.map { String(decoding: $0, as: UTF8.self) }
                == form + "&code_verifier=ver&client_id=me&client_secret=s3cret-canary")
        _ = try await self.client(transport).tokens(for: Sensitive("c"), from: nil)
        #expect(
            transport.sent.last?.body.map { String(decoding: $0, as: UTF8.self) }
                == "grant_type=authorization_code&code=c&client_id=me&client_secret=s3cret-canary")
    }

    @Test("Whatever goes wrong is told by its kind")
    func failures() async throws {
        #expect(
            try await self.failure(CRMTestTransport(status: 400, body: #"{"error": "invalid_grant"}"#))
                == .refused("invalid_grant"))
        #expect(try await self.failure(CRMTestTransport(body: #"{"error": "invalid_code"}"#)) == .refused("invalid_code"))
        #expect(try await self.failure(CRMTestTransport(status: 401, body: "{}")) == .refused(nil))
        #expect(try await self.failure(CRMTestTransport(body: #"{"access_token": "a"}"#)) == .noRefreshToken)
        #expect(try await self.failure(CRMTestTransport(body: "{}")) == .failed(.badPayload))
        #expect(try await self.failure(CRMTestTransport(type: "text/html", body: "{}")) == .failed(.badPayload))
        #expect(try await self.failure(CRMTestTransport(status: 503, body: "{}")) == .failed(.http5xx))
        #expect(try await self.failure(CRMTestTransport([.failure(.connect)])) == .failed(.connectError))
    }

    @Test("Other credentials need no sign-in")
    func others() throws {
        let manifest = try CRMSample.manifest(CRMSample.manifest)
        let settings = try ConnectorSettings(for: manifest, values: CRMSample.values)
        #expect(AuthorizationClient(manifest, settings: settings, transport: CRMTestTransport()) == nil)
    }
}
