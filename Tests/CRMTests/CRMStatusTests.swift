import CallModel
import ConnectorTestSupport
import OutboundHTTP
import Testing

@Suite("C2 CRM: what a status means")
struct CRMStatusTests {
    private func ending(_ transport: CRMTestTransport, _ manifest: String = CRMSample.manifest) async throws -> Result<
        [Finding], ConnectorError
    > {
        try await CRMSample.ask(try CRMSample.connector(transport, manifest: manifest))
    }

    @Test("A18 401 and 403 are authError", arguments: [401, 403])
    func refused(status: Int) async throws {
        #expect(try await self.ending(CRMTestTransport(status: status, body: "{}")) == .failure(.authError))
    }

    @Test("A20 404 is a miss by default, and what the manifest says otherwise")
    func notFound() async throws {
        #expect(try await self.ending(CRMTestTransport(status: 404, body: "{}")) == .success([]))
        let text = CRMSample.manifest.replacing("people{?number.e164}\"", with: "people\"\n    notFound: [410]")
        #expect(try await self.ending(CRMTestTransport(status: 404, body: "{}"), text) == .failure(.http4xx))
        #expect(try await self.ending(CRMTestTransport(status: 410, body: "{}"), text) == .success([]))
    }

    @Test(
        "A21 429 carries the clamped time",
        arguments: [
            ("30", Duration.seconds(30)), ("1000000000", .seconds(300)), ("-1", .seconds(1)),
            ("Sun, 22 Nov 2026 10:15:20 GMT", .seconds(20)), ("soon", nil), (nil, nil),
        ] as [(String?, Duration?)])
    func tooOften(header: String?, expected: Duration?) async throws {
        let transport = CRMTestTransport(status: 429, headers: header.map { [("retry-after", $0)] } ?? [], body: "{}")
        #expect(try await self.ending(transport) == .failure(.http429(retryAfter: expected)))
    }

    @Test(
        "A22 503 carries the clamped time, other 5xx none",
        arguments: [(503, Duration.seconds(120)), (500, nil), (502, nil), (599, nil)] as [(Int, Duration?)])
    func inTrouble(status: Int, expected: Duration?) async throws {
        let transport = CRMTestTransport(status: status, headers: [("retry-after", "120")], body: "{}")
        #expect(try await self.ending(transport) == .failure(.http5xx(retryAfter: expected)))
    }

    @Test("Redirects are refused, other refusals are http4xx, 204 is a miss")
    func others() async throws {
        for status in [301, 302, 303, 304, 307, 308] {
            let transport = CRMTestTransport(status: status, headers: [("location", "https://crm.example/")])
            #expect(try await self.ending(transport) == .failure(.redirectRefused))
        }
        for status in [400, 405, 409, 418, 422, 451] {
            #expect(try await self.ending(CRMTestTransport(status: status, body: "{}")) == .failure(.http4xx))
        }
        #expect(try await self.ending(CRMTestTransport(status: 204, type: nil)) == .success([]))
    }

    @Test(
        "A failed call is told as what it was",
        arguments: [
            (TransportError.timeout, ConnectorError.timeout), (.cancelled, .timeout), (.connect, .connectError),
            (.tls, .tlsError), (.dns, .dnsError),
            (.blockedDestination, .blockedDestination), (.tooLarge, .tooLarge), (.malformed, .badPayload), (.unusable, .internal),
        ])
    func transport(error: TransportError, expected: ConnectorError) async throws {
        #expect(try await self.ending(CRMTestTransport([.failure(error)])) == .failure(expected))
    }

    @Test(
        "A12 What is not JSON by its type is not read",
        arguments: [
            "text/html", "text/html; charset=utf-8", "text/plain", "application/javascript", "application/jsonx", "json", "",
            "application/json; charset=iso-8859-1",
        ])
    func wrongType(type: String) async throws {
        let hit = #"{"people": [{"id": 1, "numbers": ["+493023125123"]}]}"#
        #expect(try await self.ending(CRMTestTransport(type: type, body: hit)) == .failure(.badPayload))
        #expect(try await self.ending(CRMTestTransport(type: nil, body: hit)) == .failure(.badPayload))
    }

    @Test(
        "JSON goes by more than one name",
        arguments: [
            "application/json", "Application/JSON;charset=UTF-8", "application/json ; odata=minimal; charset=\"utf-8\"",
            "application/vnd.api+json",
        ])
    func json(type: String) async throws {
        let hit = #"{"people": [{"id": 1, "numbers": ["+493023125123"]}]}"#
        #expect(try await self.ending(CRMTestTransport(type: type, body: hit)).get().count == 1)
    }
}
