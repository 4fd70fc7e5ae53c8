import CRM
import CallModel
import ConnectorTestSupport
import OutboundHTTP
import StrictJSON
import Testing

@Suite("A18, A19 Tokens: a connector that signs in by OAuth client credentials")
struct TokenConnectorTests {
    private static let oauth =
        "{type: oauth, tokenURL: /oauth/token, clientID: \"me & you\", clientSecret: \"{settings.token}\", scope: \"a b\"}"

    private func connector(
        _ server: TokenTestServer, auth: String = Self.oauth, time: CRMTestTime = CRMTestTime(),
        events: CRMTestEvents = CRMTestEvents()
    ) throws -> CRMConnector {
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
        return try CRMSample.connector(server, manifest: text, time: time, events: events)
    }

    /// Waits for what happens behind a question.
    private func until(_ isTrue: () -> Bool) async throws {
        for _ in 0..<1_000 where !isTrue() { try await Task.sleep(for: .milliseconds(5)) }
        #expect(isTrue())
    }

    /// A question `seconds` after the clock's beginning, which has all its time.
    private func ask(_ connector: CRMConnector, _ seconds: Int = 0) async throws -> Outcome {
        let question = try CRMSample.question(seconds: seconds + 10)
        do throws(ConnectorError) {
            let found = try await connector.findings(for: question)
            return found.isEmpty ? .miss : .hit
        } catch {
            return error.outcome
        }
    }

    @Test("The endpoint is asked as RFC 6749, 4.4.2 says, and the token is shown as a bearer")
    func request() async throws {
        let server = TokenTestServer()
        #expect(try await self.ask(try self.connector(server)) == .miss)
        let call = try #require(server.tokenCalls.first)
        #expect(call.method == "POST")
        #expect(call.url == "https://crm.example/oauth/token")
        let form = "grant_type=client_credentials&client_id=me%20%26%20you&client_secret=s3cret-canary&scope=a%20b"
        #expect(call.body.map { String(decoding: $0, as: UTF8.self) } == form)
        #expect(call.headers.contains { $0 == ("Content-Type", "application/x-www-form-urlencoded") })
        #expect(!call.headers.contains { $0.name == "Authorization" })
        #expect(call.limits.total == .milliseconds(1_500) && call.limits.connect == .milliseconds(500))
        #expect(server.shown == ["Bearer token-1"])
    }

    @Test("The same parameters go as JSON where the manifest says so")
    func json() async throws {
        let server = TokenTestServer()
        let auth = Self.oauth.replacing("scope:", with: "format: json, scope:")
        #expect(try await self.ask(try self.connector(server, auth: auth)) == .miss)
        let call = try #require(server.tokenCalls.first)
        #expect(call.headers.contains { $0 == ("Content-Type", "application/json") })
        let members = [
            "grant_type": "client_credentials", "client_id": "me & you", "client_secret": "s3cret-canary", "scope": "a b",
        ]
        let sent = try #require(try StrictJSON.parse(call.body ?? []).objectValue)
        #expect(Dictionary(uniqueKeysWithValues: sent.members.map { ($0.name, $0.value.stringValue) }) == members)
        #expect(server.shown == ["Bearer token-1"])
    }

    @Test("Id and secret go into a basic header where the manifest says so, form-encoded and nowhere else")
    func basic() async throws {
        let server = TokenTestServer()
        let auth = Self.oauth.replacing("scope:", with: "credentials: basic, scope:")
        #expect(try await self.ask(try self.connector(server, auth: auth)) == .miss)
        let call = try #require(server.tokenCalls.first)
        // me%20%26%20you:s3cret-canary
        #expect(call.headers.contains { $0 == ("Authorization", "Basic bWUlMjAlMjYlMjB5b3U6czNjcmV0LWNhbmFyeQ==") })
        #expect(call.body.map { String(decoding: $0, as: UTF8.self) } == "grant_type=client_credentials&scope=a%20b")
    }

    @Test("R12 Questions at the same time wait for one token; one that gives up does not take it from the others")
    func singleFlight() async throws {
        let server = TokenTestServer()
        let connector = try self.connector(server)
        server.hold()
        let questions = (0..<20).map { _ in Task { try await self.ask(connector) } }
        try await self.until { !server.tokenCalls.isEmpty }
        questions[0].cancel()
        #expect(try await questions[0].value == .timeout)
        server.release()
        for question in questions.dropFirst() { #expect(try await question.value == .miss) }
        #expect(server.tokenCalls.count == 1)
        #expect(Set(server.shown) == ["Bearer token-1"])
    }

    @Test("A19 From 80 % of its life on a token is renewed behind the questions, which use the old one")
    func renewal() async throws {
        let server = TokenTestServer()
        let time = CRMTestTime()
        let connector = try self.connector(server, time: time)
        #expect(try await self.ask(connector) == .miss)
        time.advance(by: .seconds(79))
        #expect(try await self.ask(connector, 79) == .miss)
        #expect(server.tokenCalls.count == 1)
        server.hold()
        time.advance(by: .seconds(2))
        for _ in 0..<3 { #expect(try await self.ask(connector, 81) == .miss) }
        try await self.until { server.tokenCalls.count == 2 }
        server.release()
        // The new one is shown as soon as it is there.
        for _ in 0..<1_000 where server.shown.last != "Bearer token-2" {
            try await Task.sleep(for: .milliseconds(5))
            #expect(try await self.ask(connector, 81) == .miss)
        }
        #expect(server.shown.last == "Bearer token-2")
        #expect(server.shown.prefix(5).allSatisfy { $0 == "Bearer token-1" })
        #expect(server.tokenCalls.count == 2)
    }

    @Test("A19 While the endpoint is down the last token is used to its end, and not beyond")
    func endpointDown() async throws {
        let server = TokenTestServer()
        let time = CRMTestTime()
        let connector = try self.connector(server, time: time)
        #expect(try await self.ask(connector) == .miss)
        server.fail(status: 500)
        time.advance(by: .seconds(81))
        #expect(try await self.ask(connector, 81) == .miss)
        try await self.until { server.tokenCalls.count == 2 }
        time.advance(by: .milliseconds(18_900))
        #expect(try await self.ask(connector, 99) == .miss)
        let before = server.shown.count
        time.advance(by: .milliseconds(200))
        #expect(try await self.ask(connector, 100) == .http5xx)
        #expect(server.shown.count == before)
        server.fail(with: nil)
        #expect(try await self.ask(connector, 100) == .miss)
        #expect(server.shown.last == "Bearer token-2")
    }

    @Test("A18 A token that is refused is dropped, and the question asked once more with a fresh one")
    func revoked() async throws {
        let server = TokenTestServer()
        let connector = try self.connector(server)
        #expect(try await self.ask(connector) == .miss)
        server.revoke()
        #expect(try await self.ask(connector) == .miss)
        #expect(server.shown == ["Bearer token-1", "Bearer token-1", "Bearer token-2"])
        #expect(server.tokenCalls.count == 2)
    }

    @Test("R6 A question that went out again with a fresh token is marked, so that nobody repeats it; another one is not")
    func marked() async throws {
        let server = TokenTestServer()
        let connector = try self.connector(server)
        let (plain, renewed) = (try CRMSample.question(), try CRMSample.question())
        #expect(try await connector.findings(for: plain).isEmpty)
        #expect(!plain.repeats.isSet && server.calls.last?.repeats === plain.repeats)
        server.revoke()
        #expect(try await connector.findings(for: renewed).isEmpty)
        #expect(renewed.repeats.isSet && !plain.repeats.isSet)
    }

    /// Tokens and answers of these statuses in turn.
    private func statuses(_ statuses: [Int]) async throws -> (result: Result<[Finding], ConnectorError>, sent: Int) {
        let transport = CRMTestTransport(
            statuses.map { status in
                let body = #"{"access_token": "a"}"#
                let headers = [(name: "content-type", value: "application/json")]
                return .success(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)))
            })
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: Self.oauth)
        let result = try await CRMSample.ask(try CRMSample.connector(transport, manifest: text))
        return (result, transport.sent.count)
    }

    @Test("A18 A CRM that refuses every token is asked twice, not for ever")
    func refusedForGood() async throws {
        let (result, sent) = try await self.statuses([200, 401, 200, 401, 200])
        #expect(result == .failure(.authError))
        #expect(sent == 4)
    }

    @Test("403 is no matter of the token: it is not fetched anew")
    func forbidden() async throws {
        let (result, sent) = try await self.statuses([200, 403, 200])
        #expect(result == .failure(.authError))
        #expect(sent == 2)
    }

    @Test(
        "A19 Without a token the CRM is not asked, and the reason is told without the answer's text",
        arguments: [
            (400, #"{"error": "invalid_client"}"#, Outcome.authError), (401, "{}", .authError), (403, "{}", .authError),
            (404, "{}", .http4xx), (429, "{}", .http429), (500, "{}", .http5xx), (307, "", .redirectRefused),
            (204, "", .badPayload),
            (200, "", .badPayload), (200, "[]", .badPayload), (200, "{}", .badPayload), (200, "<html>", .badPayload),
            (200, #"{"access_token": 5}"#, .badPayload), (200, #"{"access_token": ""}"#, .badPayload),
            (200, #"{"access_token": "canary\r\nX-Evil: 1"}"#, .badPayload),
            (200, #"{"access_token": "canary", "token_type": "mac"}"#, .badPayload),
            (200, #"{"access_token": "canary", "token_type": 7}"#, .badPayload),
            (200, #"{"access_token": "canary", "expires_in": "soon"}"#, .badPayload),
            (200, #"{"access_token": "canary", "expires_in": "nan"}"#, .badPayload),
            (200, #"{"access_token": "canary", "expires_in": []}"#, .badPayload),
            (200, #"{"access_token": "canary", "expires_in": 0}"#, .badPayload),
        ])
    func noToken(status: Int, body: String, outcome: Outcome) async throws {
        let server = TokenTestServer()
        server.fail(status: status, body: body)
        let events = CRMTestEvents()
        let connector = try self.connector(server, events: events)
        #expect(try await self.ask(connector) == outcome)
        #expect(server.shown.isEmpty)
        #expect(!"\(events.all)".contains("canary"))
        server.fail(with: nil)
        #expect(try await self.ask(connector) == .miss)
    }

    @Test(
        "A lifetime may be a number, a text of digits, or missing",
        arguments: [
            (#""expires_in": 100"#, 99, 101), (#""expires_in": "100""#, 99, 101), (#""token_type": "bearer""#, 299, 301),
            (#""expires_in": null"#, 299, 301),
        ])
    func lifetimes(members: String, good: Int, over: Int) async throws {
        let server = TokenTestServer(members: members)
        let time = CRMTestTime()
        let connector = try self.connector(server, time: time)
        #expect(try await self.ask(connector) == .miss)
        server.fail(status: 500)
        time.advance(by: .seconds(good))
        #expect(try await self.ask(connector, good) == .miss)
        time.advance(by: .seconds(over - good))
        #expect(try await self.ask(connector, over) == .http5xx)
    }

    @Test("No printer shows the secret or a token")
    func redacted() async throws {
        let connector = try self.connector(TokenTestServer())
        #expect(try await self.ask(connector) == .miss)
        var dumped = ""
        dump(connector, to: &dumped)
        let texts = [dumped, "\(connector)", String(reflecting: connector)]
        #expect(!texts.contains { $0.contains(CRMSample.secret) || $0.contains("token-1") })
    }
}
