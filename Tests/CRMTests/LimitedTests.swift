import CRM
import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import OutboundHTTP
import Testing
import Waiting

@Suite("CRM: an error that the manifest says is a limit")
struct LimitedTests {
    private static let manifest = CRMSample.manifest + "\nlimited: any(.[]; .errorCode == \"REQUEST_LIMIT_EXCEEDED\")"
    private static let limit = #"[{"errorCode": "REQUEST_LIMIT_EXCEEDED"}]"#

    private func ending(_ transport: any HTTPTransport, events: CRMTestEvents = CRMTestEvents()) async throws -> Result<
        [Finding], ConnectorError
    > {
        try await CRMSample.ask(try CRMSample.connector(transport, manifest: Self.manifest, events: events))
    }

    @Test("It is as 429, whatever its status", arguments: [400, 401, 403, 404, 500, 503])
    func statuses(status: Int) async throws {
        let transport = CRMTestTransport(status: status, headers: [("retry-after", "30")], body: Self.limit)
        #expect(try await self.ending(transport) == .failure(.http429(retryAfter: .seconds(30))))
        #expect(transport.sent.count == 1)
    }

    @Test("Without Retry-After ten seconds are waited; after a 429 that is no matter of the manifest's")
    func pause() async throws {
        #expect(
            try await self.ending(CRMTestTransport(status: 403, body: Self.limit)) == .failure(.http429(retryAfter: .seconds(10)))
        )
        #expect(try await self.ending(CRMTestTransport(status: 429, body: Self.limit)) == .failure(.http429(retryAfter: nil)))
    }

    @Test(
        "All other errors are what they were",
        arguments: [
            (403, #"[{"errorCode": "INSUFFICIENT_ACCESS"}]"#, ConnectorError.authError), (401, "[]", .authError),
            (400, #"{"a": 1}"#, .http4xx), (403, "null", .authError), (403, "no JSON", .authError),
            (500, "3", .http5xx(retryAfter: nil)),
        ])
    func others(status: Int, body: String, error: ConnectorError) async throws {
        #expect(try await self.ending(CRMTestTransport(status: status, body: body)) == .failure(error))
    }

    @Test("An error that is no JSON by its type is not looked at, nor an answer that is none")
    func notLookedAt() async throws {
        let events = CRMTestEvents()
        #expect(
            try await self.ending(CRMTestTransport(status: 403, type: "text/html", body: Self.limit), events: events)
                == .failure(.authError))
        #expect(try await self.ending(CRMTestTransport(body: #"{"people": []}"#), events: events) == .success([]))
        #expect(events.all.isEmpty)
    }

    @Test("A program that fails is counted")
    func counted() async throws {
        let events = CRMTestEvents()
        _ = try await self.ending(CRMTestTransport(status: 403, body: "3"), events: events)
        #expect(events.all == [.unusable(part: "limited")])
    }

    @Test("A limit keeps the token, and asks for none")
    func keepsToken() async throws {
        let server = LimitedServer()
        let auth = "{type: oauth, tokenURL: /oauth/token, clientID: me, clientSecret: \"{settings.token}\"}"
        let text = Self.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
        let connector = try CRMSample.connector(server, manifest: text)
        #expect(try await CRMSample.ask(connector) == .failure(.http429(retryAfter: .seconds(10))))
        server.isLimiting.withLock { $0 = false }
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(server.tokens.tokenCalls.count == 1)
        #expect(server.tokens.shown == ["Bearer token-1"])
    }
}

/// A CRM behind a token endpoint that answers 401 with a limit in it, for as long as it is told to.
private final class LimitedServer: HTTPTransport {
    let tokens = TokenTestServer()
    let isLimiting = Lock(true)

    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        guard !request.url.hasSuffix("/token"), self.isLimiting.withLock(\.self) else {
            return try await self.tokens.send(request)
        }
        let body = Array(#"[{"errorCode": "REQUEST_LIMIT_EXCEEDED"}]"#.utf8)
        return HTTPAnswer(status: 401, headers: [("content-type", "application/json")], body: body)
    }
}
