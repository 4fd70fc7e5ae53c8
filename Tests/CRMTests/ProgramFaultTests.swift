import CRM
import CallModel
import ConnectorTestSupport
import OutboundHTTP
import Testing

@Suite("C2 CRM: a program that does not fit is named, with what it met and without data")
struct ProgramFaultTests {
    private func fault(_ old: String, _ new: String, _ body: String) async throws -> (fault: String?, ending: Outcome) {
        let text = CRMSample.manifest.replacing(old, with: new)
        let result = try await CRMSample.ask(try CRMSample.connector(CRMTestTransport(body: body), manifest: text))
        return (result.fault, result.ending)
    }

    @Test(
        "What an answer is read with",
        arguments: [
            (".people[]", ".people[]", #"{"persons": "canary"}"#, "records: cannot iterate over null"),
            (".people[]", ".people[]", #"{"people": "canary"}"#, "records: cannot iterate over string"),
            (".people[]", ".people[].data", #"{"people": ["canary"]}"#, "records: cannot index string with \"data\""),
            (".people[]", ".[.canary]", #"{"canary": 7}"#, "records: cannot index object with number"),
            (".people[]", ".people[]", #"{"people": ["canary"]}"#, "records: a record must be an object or an array, is string"),
            (".people[]", "error(.canary)", #"{"canary": "canary"}"#, "records: raises an error"),
            ("numbers: .numbers", "numbers: .canary", #"{"people": [{}]}"#, "numbers: must be an array of texts, is null"),
            (
                "numbers: .numbers", "numbers: .numbers[]", #"{"people": [{"numbers": ["1", "2"]}]}"#,
                "numbers: yields 2 values, must yield one"
            ),
            (
                "numbers: .numbers", "numbers: '[.numbers]'", #"{"people": [{"numbers": {"canary": 1}}]}"#,
                "numbers: must be an array of texts, holds an object"
            ),
            (
                "numbers: .numbers", "numbers: '[.numbers[].tel]'", #"{"people": [{"numbers": {"canary": "canary"}}]}"#,
                "numbers: cannot index string with \"tel\""
            ),
            (
                "numbers: .numbers", "numbers: '[.numbers | tonumber]'", #"{"people": [{"numbers": "canary"}]}"#,
                "numbers: cannot read a string as JSON or a number"
            ),
            (
                "displayName: .name", "displayName: .name | fromjson", Self.record(#""canary""#),
                "caller.displayName: cannot read a string as JSON or a number"
            ),
            (
                "displayName: .name", "displayName: .name.first", Self.record("[\"canary\"]"),
                "caller.displayName: cannot index array with \"first\""
            ),
            (
                "displayName: .name", "displayName: .name", Self.record("{\"canary\": 1}"),
                "caller.displayName: must be text, a number or null, is an object"
            ),
            (
                "displayName: .name", "displayName: .name + 1", Self.record("\"canary\""),
                "caller.displayName: string and number cannot be added"
            ),
            (
                "customFields: .extra", "customFields: .name", Self.record("\"canary\""),
                "caller.customFields: must be {name: value} or an array of {name, value} with texts, is a string"
            ),
        ])
    func reading(old: String, new: String, body: String, expected: String) async throws {
        let (fault, ending) = try await self.fault(old, new, body)
        #expect(ending == .badPayload)
        #expect(fault == expected)
        #expect(fault?.replacing(".canary", with: "").contains("canary") == false)
    }

    private static func record(_ name: String) -> String {
        #"{"people": [{"numbers": ["+493023125123"], "name": \#(name)}]}"#
    }

    @Test(
        "What a request is made with",
        arguments: [
            (
                "query: '.number.e164'",
                "requests[0].query: must be an object of texts, numbers, truth values, null and arrays of these"
            ),
            ("query: '.settings.team[]'", "requests[0].query: cannot iterate over string"),
            ("query: '{a: 1}, {a: 2}'", "requests[0].query: yields 2 values, must yield one"),
            ("method: POST\n    body: empty", "requests[0].body: yields 0 values, must yield one"),
            (
                "method: POST\n    form: '[]'",
                "requests[0].form: must be an object of texts, numbers, truth values, null and arrays of these"
            ),
        ])
    func requesting(lines: String, expected: String) async throws {
        let (fault, ending) = try await self.fault("people{?number.e164}\"", "people\"\n    " + lines, "{}")
        #expect(fault == expected)
        #expect(ending == .internal)
    }

    @Test("Monitoring shows the last fault until an answer is read again")
    func condition() async throws {
        let json = [(name: "content-type", value: "application/json")]
        let transport = CRMTestTransport(
            ["{}", #"{"people": []}"#].map { .success(HTTPAnswer(status: 200, headers: json, body: Array($0.utf8))) })
        let connector = try CRMSample.connector(transport)
        #expect(connector.condition.trouble == nil)
        _ = try await CRMSample.ask(connector)
        #expect(connector.condition.trouble == "a program of its manifest does not fit: records: cannot iterate over null")
        #expect(!connector.condition.isOff)
        _ = try await CRMSample.ask(connector)
        #expect(connector.condition.trouble == nil)
    }
}
