import CRM
import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import OutboundHTTP
import StrictJSON
import Testing

@Suite("C2 CRM: requests that need what earlier ones gave")
struct CRMChainTests {
    private static let chained = """
        id: acme
        name: ACME
        description: Finds people.
        kind: crm
        settings:
          baseURL: {description: the address, required: true, example: "https://crm.example"}
          token: {description: the token, secret: true, required: true}
        auth: {type: bearer, token: "{settings.token}"}
        requests:
          - url: "/search{?number.e164}"
            keep: {id: ".hits[0].id", team: ".team"}
            records: ".hits | empty"
          - url: "/people/{kept.id}"
            query: "{team: .kept.team}"
          - url: /people
            method: POST
            body: "{everybody: true, kept: .kept}"
            safe: true
        records: .people[]
        caller: {displayName: .name}
        numbers: .numbers
        """

    private static let person = #"{"people": [{"name": "Anna", "numbers": ["+493023125123"]}]}"#

    private func ask(
        _ bodies: [String], _ manifest: String = Self.chained, events: CRMTestEvents = CRMTestEvents()
    ) async throws -> (sent: [HTTPCall], result: Result<[Finding], ConnectorError>) {
        let transport = CRMTestTransport(
            bodies.map { body in
                let status = Int(body) ?? 200
                return .success(
                    HTTPAnswer(status: status, headers: [("content-type", "application/json")], body: Array(body.utf8)))
            })
        let connector = try CRMSample.connector(
            transport, manifest: manifest, values: CRMSample.values, events: events)
        return (try await Self.sent(transport, connector))
    }

    private static func sent(
        _ transport: CRMTestTransport, _ connector: CRMConnector
    ) async throws -> (sent: [HTTPCall], result: Result<[Finding], ConnectorError>) {
        let result = try await CRMSample.ask(connector)
        return (transport.sent, result)
    }

    @Test("What the credentials don't reach holds nobody, where a later request says so")
    func notReached() async throws {
        let manifest = Self.chained.replacing(#""{team: .kept.team}""#, with: #""{team: .kept.team}""# + "\n    notFound: [403]")
        let found = try await self.ask([#"{"hits": [{"id": 7}], "team": "x"}"#, "403", Self.person], manifest)
        #expect(found.sent.count == 3)
        #expect(try found.result.get().count == 1)
        let refused = try await self.ask([#"{"hits": [{"id": 7}], "team": "x"}"#, "403"])
        #expect(refused.result == .failure(.authError))
    }

    @Test("A field of the first answer stands in the second's URL and query, encoded, with every digit")
    func chain() async throws {
        let (sent, result) = try await self.ask([#"{"hits": [{"id": 51234567890123457}], "team": "a/b"}"#, Self.person])
        #expect(sent.map(\.url).last == "https://crm.example/people/51234567890123457?team=a%2Fb")
        #expect(sent.count == 2)
        #expect(try result.get().first?.caller[.displayName] == "Anna")
    }

    @Test(
        "A request that needs what is not there is not made; the ones behind it are",
        arguments: [
            #"{"hits": [], "team": "t"}"#, #"{"hits": [{"id": null}], "team": "t"}"#, #"{"hits": [{"id": ""}], "team": "t"}"#,
            "404",
        ])
    func missing(first: String) async throws {
        let (sent, result) = try await self.ask([first, Self.person])
        #expect(sent.map(\.url) == ["https://crm.example/search?number.e164=%2B493023125123", "https://crm.example/people"])
        #expect(try result.get().count == 1)
        let input = try StrictJSON.parse(sent[1].body ?? []).objectValue
        #expect(input?["kept"] == (first == "404" ? .object([:]) : .object(["team": .string("t")])))
    }

    @Test("A value that would step out of its folder is not sent")
    func dots() async throws {
        let (sent, result) = try await self.ask([#"{"hits": [{"id": ".."}], "team": "t"}"#, Self.person])
        #expect(sent.count == 1)
        #expect(result.ending == .internal)
    }

    @Test(
        "What is no text and no number can't be kept: badPayload with its name, without data",
        arguments: [
            #"{"hits": [{"id": {"canary": 1}}]}"#, #"{"hits": [{"id": true}]}"#, #"{"hits": {"canary": 1}}"#,
            "{\"hits\": [{\"id\": \"\(String(repeating: "x", count: 1_025))\"}]}",
        ])
    func wrongType(body: String) async throws {
        let events = CRMTestEvents()
        let (sent, result) = try await self.ask([body], events: events)
        #expect(sent.count == 1)
        #expect(result.ending == .badPayload)
        #expect(events.all == [.unusable(part: "requests[0].keep.id")])
    }

    @Test("A request's own records stand in for the manifest's; what fails is told as theirs")
    func ownRecords() async throws {
        let events = CRMTestEvents()
        let text = Self.chained.replacing("\".hits | empty\"", with: "\".hits | keys\"")
        #expect(try await self.ask([#"{"hits": 7}"#], text, events: events).result.ending == .badPayload)
        #expect(events.all == [.unusable(part: "requests[0].records")])
    }

    @Test("What is kept is gone with its question")
    func nothingStays() async throws {
        let json = [(name: "content-type", value: "application/json")]
        let transport = CRMTestTransport(
            [
                #"{"hits": [{"id": 1}], "team": "t"}"#, #"{"people": []}"#, #"{"people": []}"#, #"{"hits": []}"#,
                #"{"people": []}"#,
            ].map {
                .success(HTTPAnswer(status: 200, headers: json, body: Array($0.utf8)))
            })
        let connector = try CRMSample.connector(transport, manifest: Self.chained)
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(transport.sent.map(\.url).filter { $0.contains("/people/") }.count == 1)
    }

    @Test(
        "R6 A question may be asked twice only if each of its requests may",
        arguments: [(chained, true), (chained.replacing("safe: true", with: "safe: false"), false), (CRMSample.manifest, true)])
    func repeats(manifest: String, expected: Bool) throws {
        #expect(try CRMSample.connector(CRMTestTransport(), manifest: manifest).repeatsSafely == expected)
    }

    @Test(
        "A18 An answer of status 200 that refuses the credentials is authError, and nothing else of it is read",
        arguments: [
            (#"{"error": "denied"}"#, Outcome.authError), (#"{"hits": []}"#, .miss), (#"{"error": "busy"}"#, .badPayload),
        ])
    func refused(body: String, expected: Outcome) async throws {
        let text = CRMSample.manifest.replacing("records: .people[]", with: "refused: .error == \"denied\"\nrecords: .hits[]")
        let (_, result) = try await self.ask([body], text)
        #expect(result.ending == expected)
    }

    @Test("A refusal that can't be read is badPayload, named")
    func refusedFails() async throws {
        let events = CRMTestEvents()
        let text = CRMSample.manifest.replacing("records: .people[]", with: "refused: .error.code\nrecords: .people[]")
        #expect(try await self.ask([#"{"error": "canary"}"#], text, events: events).result.ending == .badPayload)
        #expect(events.all == [.unusable(part: "refused")])
    }
}
