import CallModel
import ConnectorHTTP
import ConnectorTestSupport
import Testing

@Suite("C2 CRM: how an answer is read")
struct CRMAnswerTests {
    private func ask(
        _ body: String, _ manifest: String = CRMSample.manifest, events: CRMTestEvents = CRMTestEvents()
    ) async throws -> Result<[Finding], ConnectorError> {
        let transport = CRMTestTransport(body: body)
        return try await CRMSample.ask(try CRMSample.connector(transport, manifest: manifest, events: events))
    }

    private func people(_ records: String...) -> String {
        #"{"people": [\#(records.map { #"{"numbers": ["+493023125123"], \#($0)}"# }.joined(separator: ", "))]}"#
    }

    @Test("Records become findings in the source's order")
    func several() async throws {
        let found = try await self.ask(self.people(#""id": 2, "name": "Ben""#, #""id": 1, "name": "Anna""#)).get()
        #expect(found.map { $0.caller[.id] } == ["2", "1"])
        #expect(found.map { $0.caller[.displayName] } == ["Ben", "Anna"])
    }

    @Test(
        "A11 Integers keep every digit", arguments: ["9007199254740993", "51234567890123457", "18446744073709551616", "\"0017\""])
    func longIntegers(id: String) async throws {
        let found = try await self.ask(self.people("\"id\": \(id)")).get()
        #expect(found.first?.caller[.id] == id.filter { $0 != "\"" })
    }

    @Test(
        "A11 What is no strict JSON is badPayload, and never read in part",
        arguments: [
            "", " ", "{", #"{"people": [{"numbers": ["+493023125123"], "id": 1}]"#, "\u{FEFF}{\"people\": []}",
            #"{"people": [NaN]}"#,
            #"{"people": [], "people": []}"#, #"{"people": ["\ud800"]}"#, String(repeating: "[", count: 100_000),
            #"{"people": []} x"#,
            #"{"people": [],}"#, "{'people': []}", "<html></html>",
        ])
    func notJSON(body: String) async throws {
        let events = CRMTestEvents()
        #expect(try await self.ask(body, events: events).ending == .badPayload)
        #expect(events.all == [.notJSON])
    }

    @Test(
        "An answer's content type must be JSON's, or one that the manifest names",
        arguments: [
            ("application/json", true), ("application/vnd.api+json", true), ("application/json-rpc", true),
            ("Text/X-Acme; charset=UTF-8", true), ("text/x-acme; charset=latin1", false), ("text/x-acme2", false),
            ("text/html", false), ("", false),
        ])
    func acceptedTypes(type: String, isAccepted: Bool) async throws {
        let transport = CRMTestTransport(type: type, body: self.people(#""id": 1"#))
        let text = CRMSample.manifest.replacing("records:", with: "accept: [application/json-rpc, text/x-acme]\nrecords:")
        let found = try await CRMSample.ask(try CRMSample.connector(transport, manifest: text)).map(\.count)
        #expect(found == (isAccepted ? .success(1) : .failure(.badPayload)))
    }

    @Test(
        "A11 A wrong type at the top is badPayload",
        arguments: ["[]", "null", "17", "\"x\"", "{}", #"{"people": 7}"#, #"{"people": ["x"]}"#, #"{"people": [null]}"#])
    func wrongTop(body: String) async throws {
        let events = CRMTestEvents()
        #expect(try await self.ask(body, events: events).ending == .badPayload)
        #expect(events.all == [.unusable(part: "records")])
    }

    @Test(
        "A field of the wrong type is badPayload with the field's name, without data",
        arguments: [
            (#""name": {"canary": 1}"#, "caller.displayName"), (#""name": ["canary"]"#, "caller.displayName"),
            (#""name": true"#, "caller.displayName"),
            (#""extra": "canary""#, "caller.customFields"), (#""extra": {"canary": []}"#, "caller.customFields"),
            (#""extra": [{"value": "canary"}]"#, "caller.customFields"),
        ])
    func wrongField(record: String, part: String) async throws {
        let events = CRMTestEvents()
        #expect(try await self.ask(self.people(record), events: events).ending == .badPayload)
        #expect(events.all == [.unusable(part: part)])
    }

    @Test("A program that fails on a record is told by its field's name")
    func failingProgram() async throws {
        let events = CRMTestEvents()
        let text = CRMSample.manifest.replacing("displayName: .name", with: "displayName: .name.first")
        #expect(try await self.ask(self.people(#""name": "canary""#), text, events: events).ending == .badPayload)
        #expect(events.all == [.unusable(part: "caller.displayName")])
    }

    @Test("Two results for one field are one too many; none is an absent field")
    func resultCount() async throws {
        let two = CRMSample.manifest.replacing("displayName: .name", with: "displayName: .name, .name")
        #expect(try await self.ask(self.people(#""name": "Anna""#), two).ending == .badPayload)
        let none = CRMSample.manifest.replacing("displayName: .name", with: "displayName: empty")
        #expect(try await self.ask(self.people(#""id": 1, "name": "Anna""#), none).get().first?.caller[.displayName] == nil)
    }

    @Test("caller may be one program for an object; its comments end with it")
    func wholeCaller() async throws {
        let head = CRMSample.manifest.split(separator: "caller:")[0]
        let text = head + "caller: '{displayName: .name, telNumbers: {Mobile: \"1\"}} # as it is'\nnumbers: .numbers"
        let found = try await self.ask(self.people(#""name": "Anna""#), String(text)).get()
        #expect(found.first?.caller[.displayName] == "Anna")
        #expect(found.first?.caller.telNumbers == [NamedValue(name: "Mobile", value: "1")])
        let events = CRMTestEvents()
        let unknown = head + "caller: '{canary: .name}'\nnumbers: .numbers"
        #expect(try await self.ask(self.people(#""name": "Anna""#), String(unknown), events: events).ending == .badPayload)
        #expect(events.all == [.unusable(part: "caller")])
    }

    @Test("A29 Text is data: kept as text, without control characters, cut at 1,024 characters")
    func textIsData() async throws {
        let name = #"{{7*7}} <img src=x onerror=alert(1)> \u202eevil\u0000\u001b[31m ${HOME} $(Customer.Name) {number.e164}"#
        let found = try await self.ask(self.people("\"name\": \"\(name)\"")).get()
        #expect(
            found.first?.caller[.displayName]
                == "{{7*7}} <img src=x onerror=alert(1)> \u{202E}evil[31m ${HOME} $(Customer.Name) {number.e164}")
        let long = try await self.ask(self.people("\"name\": \"\(String(repeating: "x", count: 10_000))\"")).get()
        #expect(long.first?.caller[.displayName]?.count == 1_024)
    }

    @Test(
        "A29 A record's page is on the web, or there is none",
        arguments: [
            ("https://crm.example/c/1?x=%C3%A4#top", true), ("http://crm.example", true), ("HTTPS://crm.example/", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false), ("//crm.example/", false), ("/c/1", false), ("https:///c", false),
            ("https://user@crm.example/", false),
            ("https://crm.example\\\\@evil.example/", false), ("https://crm.example/a b", false),
            ("https://crm.example/\\u0000", false),
            ("https://cr\u{E4}m.example/", false), (" https://crm.example/", true), ("file:///etc/passwd", false),
        ])
    func recordURL(url: String, isKept: Bool) async throws {
        let found = try await self.ask(self.people("\"id\": 1, \"url\": \"\(url)\"")).get()
        #expect(found.first?.caller[.url] == (isKept ? String(url.drop { $0 == " " }) : nil))
        #expect(found.first?.caller[.id] == "1")
    }

    @Test("Named values come as an object or as a list; empty ones are left out")
    func namedValues() async throws {
        let object = try await self.ask(self.people(#""extra": {"Tier": "gold", "Since": 2019, "None": null, "Empty": ""}"#))
            .get()
        let list = try await self.ask(
            self.people(
                #""extra": [{"name": "Tier", "value": "gold"}, {"name": "Since", "value": 2019}, {"name": "Tier", "value": "x"}]"#
            )
        ).get()
        let expected = [NamedValue(name: "Tier", value: "gold"), NamedValue(name: "Since", value: "2019")]
        #expect(Set(object.first?.caller.customFields ?? []) == Set(expected))
        #expect(list.first?.caller.customFields == expected)
    }

    @Test("At most 50 records are taken, and the rest is noted")
    func limit() async throws {
        let events = CRMTestEvents()
        let records = (1...60).map { "{\"id\": \($0), \"numbers\": [\"+493023125123\"]}" }.joined(separator: ",")
        let found = try await self.ask("{\"people\": [\(records)]}", events: events).get()
        #expect(found.count == 50)
        #expect(found.last?.caller[.id] == "50")
        #expect(events.all == [.cut])
        let fewer = try await self.ask("{\"people\": [\(records)]}", CRMSample.manifest + "\nlimits: {records: 3}").get()
        #expect(fewer.count == 3)
    }

    @Test("Records of other numbers don't count: of 200 the last may be the caller's")
    func filteredFirst() async throws {
        let events = CRMTestEvents()
        let others = (1...199).map { "{\"id\": \($0), \"numbers\": [\"+493023125124\"]}" }
        let records = (others + [#"{"id": 200, "numbers": ["+493023125123"]}"#]).joined(separator: ",")
        for limit in [1, 20, 200] {
            let text = CRMSample.manifest + "\nlimits: {records: \(limit)}"
            let found = try await self.ask("{\"people\": [\(records)]}", text, events: events).get()
            #expect(found.map { $0.caller[.id] } == ["200"])
        }
        #expect(events.all == [.mismatched(199), .mismatched(199), .mismatched(199)])
    }

    @Test("No more than 200 records are looked at, and that is noted")
    func mostRead() async throws {
        let events = CRMTestEvents()
        let others = (1...200).map { "{\"id\": \($0), \"numbers\": [\"+493023125124\"]}" }
        let records = (others + [#"{"id": 201, "numbers": ["+493023125123"]}"#]).joined(separator: ",")
        #expect(try await self.ask("{\"people\": [\(records)]}", events: events).get().isEmpty)
        #expect(events.all == [.cut, .mismatched(200)])
    }

    @Test("A record of which nothing is known is no finding")
    func emptyRecord() async throws {
        #expect(try await self.ask(self.people(#""name": """#)).get().isEmpty)
    }

    @Test("Programs see the settings that are no secrets as $settings")
    func settings() async throws {
        let text = CRMSample.manifest.replacing("displayName: .name", with: "displayName: '$settings | tojson'")
        let name = try await self.ask(self.people(#""id": 1"#), text).get().first?.caller[.displayName]
        #expect(name == #"{"baseURL":"https://crm.example","team":"sales"}"#)
    }
}
