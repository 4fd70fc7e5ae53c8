import CRM
import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import StrictJSON
import Testing

@Suite("C2 Tokens: a sign-in of the CRM's own")
struct SignInTests {
    private static let signIn = """
        {type: signIn, url: /token, body: {user: me, password: "{settings.token}"}, token: .access_token, lifetime: .life // 50,
            header: {name: X-Session, value: "s-{settings.team} {token}"}}
        """

    private func connector(
        _ server: any HTTPTransport, auth: String = Self.signIn, time: CRMTestTime = CRMTestTime(),
        events: CRMTestEvents = CRMTestEvents()
    ) throws -> CRMConnector {
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
        return try CRMSample.connector(server, manifest: text, time: time, events: events)
    }

    @Test("The body is a JSON object of the manifest's members; the token stands in the header that it names")
    func request() async throws {
        let server = TokenTestServer()
        #expect(try await CRMSample.ask(try self.connector(server)) == .success([]))
        let call = try #require(server.tokenCalls.first)
        #expect(call.method == "POST" && call.url == "https://crm.example/token")
        #expect(try StrictJSON.parse(call.body ?? []) == .object(["user": .string("me"), "password": .string(CRMSample.secret)]))
        #expect(call.headers.contains { $0 == ("Content-Type", "application/json") })
        #expect(server.shown == ["s-sales token-1"])
    }

    @Test("JSON of any shape is sent with settings in its texts, and the token's program may make it of more than the answer")
    func nestedBody() async throws {
        let server = TokenTestServer()
        let body = "{method: login, params: [me, {password: \"{settings.token}\"}, 17, '17', true, ~]}"
        let auth = Self.signIn.replacing("{user: me, password: \"{settings.token}\"}", with: body)
            .replacing(".access_token", with: "'$settings.team + \" \" + .access_token'").replacing(
                "s-{settings.team} ", with: "")
        #expect(try await CRMSample.ask(try self.connector(server, auth: auth)) == .success([]))
        let sent = String(decoding: try #require(server.tokenCalls.first?.body), as: UTF8.self)
        #expect(sent == #"{"method":"login","params":["me",{"password":"s3cret-canary"},17,"17",true,null]}"#)
        #expect(server.shown == ["sales token-1"])
    }

    @Test("A sign-in may be a form")
    func form() async throws {
        let server = TokenTestServer()
        let auth = Self.signIn.replacing("body:", with: "format: form, body:").replacing("user: me", with: "user: me & you, n: 1")
        #expect(try await CRMSample.ask(try self.connector(server, auth: auth)) == .success([]))
        let call = try #require(server.tokenCalls.first)
        #expect(call.body.map { String(decoding: $0, as: UTF8.self) } == "user=me%20%26%20you&n=1&password=s3cret-canary")
        #expect(call.headers.contains { $0 == ("Content-Type", "application/x-www-form-urlencoded") })
    }

    @Test(
        "The lifetime is what the program says",
        arguments: [(#""life": 10"#, 10), (#""life": "20""#, 20), (#""life": null"#, 50), (#""x": 1"#, 50)])
    func lifetime(members: String, seconds: Int) async throws {
        let server = TokenTestServer(members: members)
        let time = CRMTestTime()
        let connector = try self.connector(server, time: time)
        #expect(try await CRMSample.ask(connector) == .success([]))
        server.fail(status: 500)
        time.advance(by: .seconds(seconds) - .milliseconds(10))
        let late = Question(
            number: try FictionNumbers().read(CRMSample.number, region: nil), deadline: MonotonicTime(nanoseconds: .max))
        #expect(try await connector.findings(for: late).isEmpty)
        time.advance(by: .milliseconds(20))
        await #expect(throws: ConnectorError.http5xx(retryAfter: nil)) { try await connector.findings(for: late) }
    }

    @Test(
        "Programs that yield no token are badPayload with their name, without data",
        arguments: [
            ("token: .access_token", "token: .access_token.x", "auth.token"),
            ("token: .access_token", "token: empty", "auth.token"),
            ("token: .access_token", "token: .missing", "auth"), ("token: .access_token", "token: '[.access_token]'", "auth"),
            ("lifetime: .life // 50", "lifetime: error", "auth.lifetime"), ("lifetime: .life // 50", "lifetime: '{}'", "auth"),
        ])
    func noToken(old: String, new: String, part: String) async throws {
        let events = CRMTestEvents()
        let connector = try self.connector(TokenTestServer(), auth: Self.signIn.replacing(old, with: new), events: events)
        #expect(try await CRMSample.ask(connector).ending == .badPayload)
        #expect(events.all == [.unusable(part: part)])
    }

    @Test("A setting that no header can carry is told when the connector is made, without its value")
    func badHeader() throws {
        var values = CRMSample.values
        values["team"] = .literal("can\u{E4}ry")
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: Self.signIn)
        let error = #expect(throws: ConnectorBuildError.self) {
            try CRMSample.connector(CRMTestTransport(), manifest: text, values: values)
        }
        #expect(error?.part == "auth.header")
        #expect(error.map { "\($0)".contains("ry") && "\($0)".contains("\u{E4}") } == false)
    }
}
