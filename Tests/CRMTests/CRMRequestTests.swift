import CallModel
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import StrictJSON
import Testing

@Suite("C2 CRM: what is sent")
struct CRMRequestTests {
    private func sent(
        _ manifest: String = CRMSample.manifest, values: [String: SettingValue] = CRMSample.values,
        number: String = CRMSample.number
    ) async throws -> HTTPCall {
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        _ = try await CRMSample.ask(try CRMSample.connector(transport, manifest: manifest, values: values), number).get()
        return try #require(transport.sent.first)
    }

    private func header(_ name: String, _ call: HTTPCall) -> [String] {
        call.headers.filter { $0.name == name }.map(\.value)
    }

    @Test("Base URL and path meet in one slash; values are percent-encoded")
    func url() async throws {
        #expect(try await self.sent().url == "https://crm.example/sales/people?number.e164=%2B493023125123")
        var values = CRMSample.values
        values["baseURL"] = .literal("https://crm.example:8443/api")
        values["team"] = .literal("a/b ?#\u{E4}")
        #expect(try await self.sent(values: values).url.hasPrefix("https://crm.example:8443/api/a%2Fb%20%3F%23%C3%A4/people?"))
    }

    @Test("A setting that would step out of its folder sends nothing")
    func dotSegments() async throws {
        var values = CRMSample.values
        values["team"] = .literal("..")
        let transport = CRMTestTransport(body: "{}")
        let connector = try CRMSample.connector(transport, values: values)
        #expect(try await CRMSample.ask(connector).ending == .internal)
        #expect(transport.sent.isEmpty)
    }

    @Test(
        "Each way to sign in",
        arguments: [
            ("{type: bearer, token: \"{settings.token}\"}", "Authorization", "Bearer s3cret-canary"),
            (
                "{type: basic, username: \"me\", password: \"{settings.token}\"}", "Authorization",
                "Basic bWU6czNjcmV0LWNhbmFyeQ=="
            ),
            (
                "{type: header, name: X-Api-Key, value: \"Token token={settings.token}\"}", "X-Api-Key",
                "Token token=s3cret-canary"
            ),
            ("{type: none}", "Authorization", nil),
        ])
    func auth(auth: String, name: String, value: String?) async throws {
        let call = try await self.sent(CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth))
        #expect(self.header(name, call) == (value.map { [$0] } ?? []))
    }

    @Test("Every notation of a number is there for templates and programs")
    func notations() async throws {
        let text = CRMSample.manifest.replacing(
            "- url: \"/{settings.team}/people{?number.e164}\"",
            with: """
                - method: POST
                    url: "/x"
                    body: "."
                """)
        let call = try await self.sent(text)
        let input = try #require(try StrictJSON.parse(call.body ?? []).objectValue)
        let number = try #require(input["number"]?.objectValue)
        let expected = [
            "e164": "+493023125123", "digits": "493023125123", "international": "+49 30 23125123", "national": "030 23125123",
            "dialled": "03023125123", "nationalDigits": "3023125123", "countryCode": "49", "region": "DE", "last7": "3125123",
            "last8": "23125123", "last9": "023125123", "last10": "3023125123",
        ]
        let notations = number.members.filter { $0.name != "custom" }.map { ($0.name, $0.value.stringValue) }
        #expect(Dictionary(uniqueKeysWithValues: notations) == expected)
        #expect(number["custom"] == .array([]))
        // Secrets are not among what a program sees.
        #expect(input["settings"] == .object(["baseURL": .string("https://crm.example"), "team": .string("sales")]))
        #expect(self.header("Content-Type", call) == ["application/json"])
        #expect(self.header("Accept", call) == ["application/json"])
        #expect(call.method == "POST")
    }

    @Test("A query program's members become the query, in order; null is left out, lists repeat")
    func query() async throws {
        let text = CRMSample.manifest.replacing(
            "people{?number.e164}\"",
            with: "people?a=1\"\n    query: '{q: \"phone:\\\"\\(.number.national)\\\"\", n: null, l: [1, true], \"ä\": \"&=\"}'")
        #expect(
            try await self.sent(text).url
                == "https://crm.example/sales/people?a=1&q=phone%3A%22030%2023125123%22&l=1&l=true&%C3%A4=%26%3D")
    }

    @Test(
        "A program of a request that gives nothing usable is our fault, and nothing is sent",
        arguments: ["empty", "1, 2", "error(1)"])
    func uselessBody(program: String) async throws {
        let text = CRMSample.manifest.replacing(
            "people{?number.e164}\"", with: "people\"\n    method: POST\n    body: '\(program)'")
        let transport = CRMTestTransport(body: "{}")
        #expect(try await CRMSample.ask(try CRMSample.connector(transport, manifest: text)).ending == .internal)
        #expect(transport.sent.isEmpty)
    }

    @Test("A form's members are its pairs, encoded as a query's")
    func form() async throws {
        let form = "{tel: .number.e164, q: [\"ä&=\", 1], x: null, on: true, t: .settings.team}"
        let text = CRMSample.manifest.replacing(
            "people{?number.e164}\"", with: "people\"\n    method: POST\n    form: '\(form)'")
        let call = try await self.sent(text)
        let body = String(decoding: call.body ?? [], as: UTF8.self)
        #expect(body == "tel=%2B493023125123&q=%C3%A4%26%3D&q=1&on=true&t=sales")
        #expect(self.header("Content-Type", call) == ["application/x-www-form-urlencoded"])
        #expect(call.url == "https://crm.example/sales/people")
    }

    @Test("Credentials of type body find their place in a form too")
    func signedForm() async throws {
        let text = CRMSample.manifest
            .replacing("{type: bearer, token: \"{settings.token}\"}", with: "{type: body, members: {/key: \"{settings.token}\"}}")
            .replacing("people{?number.e164}\"", with: "people\"\n    method: POST\n    form: '{tel: .number.dialled}'")
        #expect(try await self.sent(text).body.map { String(decoding: $0, as: UTF8.self) } == "tel=03023125123&key=s3cret-canary")
    }

    @Test(
        "A form that holds anything but texts, numbers and truth values is our fault, and nothing is sent",
        arguments: ["[]", "1", "{a: {}}", "{a: [[]]}"])
    func uselessForm(program: String) async throws {
        let text = CRMSample.manifest.replacing(
            "people{?number.e164}\"", with: "people\"\n    method: POST\n    form: '\(program)'")
        let transport = CRMTestTransport(body: "{}")
        #expect(try await CRMSample.ask(try CRMSample.connector(transport, manifest: text)).ending == .internal)
        #expect(transport.sent.isEmpty)
    }

    @Test(
        "JSON goes out under the manifest's content type, and its types of answers are asked for",
        arguments: ["application/vnd.api+json", "application/json-rpc", "application/json; charset=utf-8", "text/json"])
    func contentTypes(type: String) async throws {
        let accepted = String(type.prefix { $0 != ";" })
        let text = CRMSample.manifest
            .replacing("people{?number.e164}\"", with: "people\"\n    method: POST\n    body: '{}'\n    contentType: '\(type)'")
            .replacing("records:", with: "accept: [\(accepted), text/x-acme]\nrecords:")
        let call = try await self.sent(text)
        #expect(self.header("Content-Type", call) == [type])
        #expect(self.header("Accept", call) == ["\(accepted), text/x-acme"])
    }

    @Test("Headers of the manifest are sent with their settings")
    func headers() async throws {
        let text = CRMSample.manifest.replacing(
            "people{?number.e164}\"", with: "people\"\n    headers: {X-Team: \"t-{settings.team}\"}")
        #expect(self.header("X-Team", try await self.sent(text)) == ["t-sales"])
    }

    @Test("Private addresses and plain http are the operator's to allow")
    func destinations() async throws {
        let block = try #require(AddressBlock(parsing: "127.0.0.0/8"))
        let policy = DestinationPolicy(allow: [block], allowsHTTP: true)
        let transport = CRMTestTransport(body: #"{"people": []}"#)
        _ = try await CRMSample.ask(try CRMSample.connector(transport, destinations: policy)).get()
        #expect(transport.sent.first?.destinations == policy)
        #expect(try await self.sent().destinations == DestinationPolicy())
    }

    @Test("A second request comes only if the first found nobody, unless it says always")
    func requests() async throws {
        let hit = #"{"people": [{"id": 1, "numbers": ["+493023125123"]}]}"#
        func count(_ bodies: [String], _ when: String) async throws -> (Int, Int) {
            let second = "people{?number.e164}\"\n  - url: \"/second\"\n    when: \(when)"
            let transport = CRMTestTransport(
                bodies.map {
                    .success(HTTPAnswer(status: 200, headers: [("content-type", "application/json")], body: Array($0.utf8)))
                })
            let text = CRMSample.manifest.replacing("people{?number.e164}\"", with: second)
            let found = try await CRMSample.ask(try CRMSample.connector(transport, manifest: text)).get()
            return (transport.sent.count, found.count)
        }
        #expect(try await count([hit, hit], "nothingFound") == (1, 1))
        #expect(try await count([#"{"people": []}"#, hit], "nothingFound") == (2, 1))
        #expect(try await count([hit, hit], "always") == (2, 2))
    }
}
