import CRM
import CallModel
import ConnectorTestSupport
import OutboundHTTP
import StrictJSON
import Testing

@Suite("C2 CRM: credentials in queries and bodies")
struct CRMCredentialTests {
    private func connector(_ transport: CRMTestTransport, auth: String, request: String) throws -> CRMConnector {
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
            .replacing("- url: \"/{settings.team}/people{?number.e164}\"", with: request)
        return try CRMSample.connector(transport, manifest: text)
    }

    @Test(
        "In the query it stands behind the rest, encoded",
        arguments: [
            ("- url: /people", "https://crm.example/people?api%20key=x%26s3cret-canary"),
            ("- url: \"/people{?number.region}\"", "https://crm.example/people?number.region=DE&api%20key=x%26s3cret-canary"),
            (
                "- url: /people\n    query: '{a: 1}'", "https://crm.example/people?a=1&api%20key=x%26s3cret-canary"
            ),
        ])
    func query(request: String, url: String) async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let auth = "{type: query, name: api key, value: \"x&{settings.token}\"}"
        let connector = try self.connector(transport, auth: auth, request: request)
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(transport.sent.first?.url == url)
    }

    @Test("In the body it stands at its places, and no program sees it")
    func body() async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let connector = try self.connector(
            transport, auth: "{type: body, members: {/args/1: \"{settings.token}\", /user: me}}",
            request: "- url: /people\n    method: POST\n    body: '{args: [.settings.token, null, .number.region]}'")
        #expect(try await CRMSample.ask(connector) == .success([]))
        #expect(
            try StrictJSON.parse(transport.sent.first?.body ?? [])
                == .object(["args": .array([.null, .string(CRMSample.secret), .string("DE")]), "user": .string("me")]))
    }

    @Test(
        "A body without that place is a fault of the manifest, and nothing is sent",
        arguments: ["[]", "{args: []}", "{args: null}", "7"])
    func noPlace(body: String) async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let connector = try self.connector(
            transport, auth: "{type: body, members: {/args/1: \"{settings.token}\"}}",
            request: "- url: /people\n    method: POST\n    body: '\(body)'")
        #expect(try await CRMSample.ask(connector).ending == .internal)
        #expect(transport.sent.isEmpty)
    }
}
