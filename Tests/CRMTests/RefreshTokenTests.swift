import CRM
import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing
import Waiting

@Suite("OAuth by refresh token: a connector that somebody has signed in to", .timeLimit(.minutes(5)))
struct RefreshTokenTests {
    private static let auth = """
        {type: oauth, grant: refresh_token, tokenURL: /oauth/token, clientID: me, clientSecret: "{settings.token}", scope: all}
        """

    private func connector(
        _ server: any HTTPTransport, _ store: RefreshTokenMemory?, auth: String = Self.auth, time: CRMTestTime = CRMTestTime(),
        events: CRMTestEvents = CRMTestEvents()
    ) throws -> CRMConnector {
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
        return try CRMSample.connector(server, manifest: text, refreshTokens: store, time: time, events: events)
    }

    private func body(_ call: HTTPCall?) -> String { String(decoding: call?.body ?? [], as: UTF8.self) }

    @Test("The endpoint is asked as RFC 6749, 6 says, without a scope")
    func request() async throws {
        let (server, store) = (TokenTestServer(), RefreshTokenMemory("first & one"))
        #expect(try await CRMSample.ask(try self.connector(server, store)) == .success([]))
        let form = "grant_type=refresh_token&refresh_token=first%20%26%20one&client_id=me&client_secret=s3cret-canary"
        #expect(self.body(server.tokenCalls.first) == form)
        #expect(server.shown == ["Bearer token-1"])
        #expect(store.token == "first & one")
    }

    @Test("A public client has no secret")
    func publicClient() async throws {
        let (server, store) = (TokenTestServer(), RefreshTokenMemory("first"))
        let auth = Self.auth.replacing(", clientSecret: \"{settings.token}\"", with: "")
        #expect(try await CRMSample.ask(try self.connector(server, store, auth: auth)) == .success([]))
        #expect(self.body(server.tokenCalls.first) == "grant_type=refresh_token&refresh_token=first&client_id=me")
    }

    @Test("A new refresh token takes the place of the old one, and is shown the next time")
    func rotation() async throws {
        let server = TokenTestServer(members: #""token_type": "Bearer", "expires_in": 100, "refresh_token": "second""#)
        let (store, time) = (RefreshTokenMemory("first"), CRMTestTime())
        let connector = try self.connector(server, store, time: time)
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(store.token == "second")
        time.advance(by: .seconds(101))
        let late = Question(
            number: try CRMSample.question().number, deadline: time.monotonicNow() + .seconds(2))
        #expect(try await connector.findings(for: late).isEmpty)
        #expect(server.tokenCalls.map { self.body($0).contains("refresh_token=second") } == [false, true])
    }

    @Test("Questions at the same time wait for one exchange")
    func singleFlight() async throws {
        let (server, store) = (TokenTestServer(), RefreshTokenMemory("first"))
        let connector = try self.connector(server, store)
        server.hold()
        async let outcomes = withThrowingTaskGroup(of: Outcome.self) { group in
            for _ in 0..<20 { group.addTask { try await CRMSample.ask(connector).ending } }
            return try await group.reduce(into: Set<Outcome>()) { $0.insert($1) }
        }
        while server.tokenCalls.isEmpty { await Task.yield() }
        for _ in 0..<200 { await Task.yield() }
        server.release()
        #expect(try await outcomes == [.miss])
        #expect(server.tokenCalls.count == 1 && store.exchanges == 1)
    }

    @Test(
        "A refusal is authError, and the connector says what to do",
        arguments: [
            (400, #"{"error": "invalid_grant"}"#, "good no more (invalid_grant); run callcard connector sign-in acme"),
            (200, #"{"error": "invalid_code"}"#, "good no more (invalid_code); run callcard connector sign-in acme"),
            (401, #"{"error": "invalid_client"}"#, "refuses this client (invalid_client)"),
            (400, #"{"error": "s3cret canary 1"}"#, "refuses this client; check"), (403, "nothing", "refuses this client; check"),
        ])
    func refusal(status: Int, body: String, words: String) async throws {
        let (server, store) = (TokenTestServer(), RefreshTokenMemory("first-canary"))
        let connector = try self.connector(server, store)
        server.fail(status: status, body: body)
        #expect(try await CRMSample.ask(connector) == .failure(.authError))
        let trouble = try #require(connector.condition.trouble)
        #expect(trouble.contains(words) && !trouble.contains("canary"), "\(trouble)")
        #expect(server.shown.isEmpty && store.token == "first-canary")
        server.fail(with: nil)
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(connector.condition.trouble == nil)
    }

    @Test("While nobody has signed in nothing is asked; afterwards the token is taken without a restart")
    func missing() async throws {
        let (server, store) = (TokenTestServer(), RefreshTokenMemory(nil))
        let connector = try self.connector(server, store)
        #expect(try await CRMSample.ask(connector) == .failure(.authError))
        #expect(server.calls.isEmpty)
        #expect(connector.condition.trouble?.contains("nobody has signed in yet") == true)
        store.put("first")
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(connector.condition.trouble == nil)
    }

    @Test("A token that can't be opened is authError, one that another process uses a timeout")
    func unusable() async throws {
        let (server, store) = (TokenTestServer(), RefreshTokenMemory("first"))
        let connector = try self.connector(server, store)
        store.fail(.unreadable)
        #expect(try await CRMSample.ask(connector) == .failure(.authError))
        #expect(connector.condition.trouble?.contains("can't be opened") == true)
        store.fail(.busy)
        #expect(try await CRMSample.ask(connector) == .failure(.timeout))
        #expect(server.calls.isEmpty)
    }

    @Test("What the store has to say is the connector's trouble, which goes on")
    func storeTrouble() async throws {
        let (server, store) = (TokenTestServer(), RefreshTokenMemory("first"))
        let connector = try self.connector(server, store)
        store.complain("can't be written")
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(connector.condition.trouble == "can't be written" && !connector.condition.isOff)
    }

    @Test("Without a place for the token no connector is made")
    func noPlace() {
        #expect(throws: ConnectorBuildError.self) { try self.connector(TokenTestServer(), nil) }
    }

    @Test("No error, event or description holds a token")
    func silent() async throws {
        let events = CRMTestEvents()
        let store = RefreshTokenMemory("refresh-canary")
        let server = TokenTestServer()
        let connector = try self.connector(server, store, events: events)
        server.fail(status: 200, body: #"{"access_token": 5, "refresh_token": "refresh-canary-2"}"#)
        let answer = try await CRMSample.ask(connector)
        #expect(answer == .failure(.badPayload))
        #expect(![String(reflecting: answer), "\(events.all)", "\(connector)"].contains { $0.contains("canary") })
        #expect(store.token == "refresh-canary")
    }
}
