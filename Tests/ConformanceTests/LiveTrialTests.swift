import CallModel
import Conformance
import ConnectorTestSupport
import Manifests
import OutboundHTTP
import Testing

@Suite("C2 connector try: what is shown of a question to a real CRM")
struct LiveTrialTests {
    private func report(
        _ bodies: [String], manifest text: String = CRMSample.manifest, showsAnswer: Bool = false,
        secret: String = CRMSample.secret
    ) async throws -> (text: String, isGood: Bool) {
        let json = [(name: "content-type", value: "application/json")]
        let transport = CRMTestTransport(
            bodies.map { .success(HTTPAnswer(status: 200, headers: json, body: Array($0.utf8))) })
        let manifest = try CRMSample.manifest(text)
        var values = CRMSample.values
        values["token"] = .secret(Sensitive(secret))
        let trial = LiveTrial(
            manifest: manifest, settings: try ConnectorSettings(for: manifest, values: values, region: Region("DE")),
            transport: transport, compiler: CRMSample.compiler, indexer: FictionNumbers(), time: CRMTestTime())
        guard case .full(let number) = try FictionNumbers().read(CRMSample.number, region: nil) else {
            throw NumberError.invalidNumber
        }
        let report = try await (try #require(trial)).run(number, region: number.region, showsAnswer: showsAnswer)
        return (report.lines.joined(separator: "\n"), report.isGood)
    }

    private static let hit =
        #"{"people": [{"id": 7, "name": "Anna Meier", "numbers": ["030 23125123"], "extra": {"Tier": "Gold"}}, {"id": 8, "numbers": []}]}"#

    @Test("The request without secrets, the answer's shape, each program's result, and the findings with their grades")
    func hit() async throws {
        let (text, isGood) = try await self.report([Self.hit])
        #expect(isGood)
        #expect(
            text == """
                requests[0]: GET https://crm.example/sales/people?number.e164=%2B493023125123
                  Accept: application/json
                  Authorization: ••••
                answer: 200, application/json, \(Self.hit.utf8.count) bytes
                  object
                    people: array of 2
                      []: object
                        id: number
                        name: string
                        numbers: array of 1 (string) or empty array
                        extra: object
                          Tier: string
                records: 2 records
                record 1:
                  numbers: ["030 23125123"]
                  caller.id: 7
                  caller.displayName: "Anna Meier"
                  caller.url: null
                  caller.customFields: {"Tier":"Gold"}
                record 2:
                  numbers: []
                  caller.id: 8
                  caller.displayName: null
                  caller.url: null
                  caller.customFields: null

                finds 1:
                  exact
                    displayName: Anna Meier
                    id: 7
                    customFields.Tier: Gold
                records of other numbers, dropped: 1
                """)
    }

    @Test("The content of answers is shown only where it is asked for")
    func content() async throws {
        let body = #"{"people": [], "note": "canary"}"#
        #expect(try await !self.report([body]).text.contains("canary"))
        let shown = try await self.report([body], showsAnswer: true)
        #expect(shown.text.contains("content:\n  " + body))
        #expect(shown.text.hasSuffix("finds nobody"))
    }

    @Test("A program that fails is named with what it met, and the others are shown all the same")
    func failing() async throws {
        let text = CRMSample.manifest.replacing("displayName: .name", with: "displayName: .name.first")
        let (shown, isGood) = try await self.report([Self.hit], manifest: text)
        #expect(!isGood)
        #expect(shown.contains(#"  caller.displayName: fails: cannot index string with "first""#))
        #expect(shown.contains("  caller.id: 7"))
        #expect(shown.hasSuffix(#"ends as badPayload (caller.displayName: cannot index string with "first")"#))
        let none = try await self.report(["{}"])
        #expect(none.text.contains("records: fails: cannot iterate over null"))
        #expect(try await self.report(["<html>"]).text.contains("no JSON, or no strict JSON"))
    }

    @Test(
        "A secret is masked wherever it stands",
        arguments: [
            "{type: basic, username: me, password: \"{settings.token}\"}",
            "{type: header, name: X-Key, value: \"{settings.token}\"}",
            "{type: query, name: key, value: \"{settings.token}\"}", "{type: body, members: {/key: \"{settings.token}\"}}",
            "{type: path, value: \"/rest/{settings.token}\"}",
            "{type: signIn, url: /token, body: {p: \"{settings.token}\"}, token: .people, header: {name: X-S, value: \"{token}\"}}",
            "{type: oauth, tokenURL: /token, clientID: me, clientSecret: \"{settings.token}\"}",
        ],
        ["s3cret-canary", "a b\"ü&\\canary", "https://canary?"])
    func secrets(auth: String, secret: String) async throws {
        let isHeader = auth.contains("X-Key")
        let text = CRMSample.manifest.replacing("{type: bearer, token: \"{settings.token}\"}", with: auth)
            .replacing("people{?number.e164}\"", with: "people\"\n    method: POST\n    body: '{}'")
        let secret = isHeader ? "s3cret-canary" : secret
        let body = #"{"people": "t0ken-canary", "access_token": "t0ken-canary", "expires_in": 60, "token_type": "bearer"}"#
        let shown = try await self.report([body, #"{"people": []}"#], manifest: text, showsAnswer: true, secret: secret)
        let rest = auth.contains("signIn") || auth.contains("oauth") ? shown.text : shown.text.replacing("t0ken-canary", with: "")
        #expect(!rest.contains("canary"), "\(rest)")
        #expect(shown.text.contains("••••"))
    }

    @Test("A flow is not asked")
    func flow() throws {
        let text = """
            id: flow
            name: Flow
            description: A flow.
            kind: flow
            settings:
              triggerURL: {description: the URL, secret: true, required: true}
            auth: {type: none}
            """
        let manifest = try CRMSample.manifest(text)
        let settings = try ConnectorSettings(
            for: manifest, values: ["triggerURL": .secret(Sensitive("https://flow.example/run?sig=1"))])
        #expect(
            LiveTrial(
                manifest: manifest, settings: settings, transport: CRMTestTransport(), compiler: CRMSample.compiler,
                indexer: FictionNumbers(), time: CRMTestTime()
            ).map { _ in true } == nil)
    }
}
