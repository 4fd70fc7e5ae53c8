import CRM
import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import StrictJSON
import Testing

@Suite("C2 CRM: credentials in queries, paths and bodies")
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

    @Test(
        "In the path it stands behind the address, encoded, and no program sees it",
        arguments: [
            ("- url: /people", "https://crm.example/rest/s3cret-canary/people"),
            ("- url: \"/people{?number.region}\"", "https://crm.example/rest/s3cret-canary/people?number.region=DE"),
            ("- url: https://api.example/people", "https://api.example/rest/s3cret-canary/people"),
        ])
    func path(request: String, url: String) async throws {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        let auth = "{type: path, value: \"/rest/{settings.token}\"}"
        #expect(try await CRMSample.ask(try self.connector(transport, auth: auth, request: request)) == .success([]))
        #expect(transport.sent.first?.url == url)
    }

    @Test("A secret can't leave its segment", arguments: [("a/../b?c#d", "/rest/a%2F..%2Fb%3Fc%23d"), ("..", nil), (".", nil)])
    func pathSecret(secret: String, path: String?) throws {
        let values = CRMSample.values.merging(["token": .secret(Sensitive(secret))]) { $1 }
        let settings = try ConnectorSettings(for: try CRMSample.manifest(CRMSample.manifest), values: values)
        #expect((try? settings.credentialPath("/rest/{settings.token}", part: "auth")) == path)
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
