import CallModel
import Testing

@testable import Application

@Suite("C6 A context in JSON")
struct CallerContextJSONTests {
    private func json(_ customFields: [(String, String)]) throws -> String {
        var caller = Caller()
        caller[.company] = "ACME AG"
        for (name, value) in customFields { caller.addCustomField(name: name, value: value) }
        let connector = try #require(ConnectorID("contacts"))
        let context = CallerContext(
            status: .resolved, number: .short("4711"), caller: caller,
            sources: caller.customFields.map { FieldProvenance(field: "customFields." + $0.name, connector: connector) },
            matches: [Match(connector: connector, grade: .exact, caller: caller)])
        return String(decoding: context.encoded(), as: UTF8.self)
    }

    @Test("Custom fields stand as a list and as an object, in the caller and in matches; the first of a name counts")
    func customFieldsByName() throws {
        let json = try self.json([("Tier", "Gold"), ("a \"b\"", "ü"), ("Tier", "Silver")])
        let shown = """
            {"company":"ACME AG","customFields":[{"name":"Tier","value":"Gold"},{"name":"a \\"b\\"","value":"ü"}],\
            "customFieldsByName":{"Tier":"Gold","a \\"b\\"":"ü"}}
            """
        #expect(json.contains("\"caller\":\(shown),\"sources\""))
        #expect(json.contains("\"grade\":\"exact\",\"caller\":\(shown)}"))
        #expect(json.contains("\"sources\":{\"customFields.Tier\":\"contacts\",\"customFields.a \\\"b\\\"\":\"contacts\"}"))
    }

    @Test("Without custom fields there is neither")
    func none() throws {
        #expect(try !self.json([]).contains("customFields"))
    }
}
