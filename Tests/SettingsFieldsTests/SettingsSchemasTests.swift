import Foundation
import StrictJSON
import Testing

import SettingsFields

@Suite("Settings in the OpenAPI document")
struct SettingsSchemasTests {
    private static func schemas() throws -> JSONObject {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent()
            .appending(path: "../../Sources/BuiltInFiles/OpenAPI/openapi.json")
        let document = try StrictJSON.parse(Array(try Data(contentsOf: file)))
        return try #require(document.objectValue?["components"]?.objectValue?["schemas"]?.objectValue)
    }

    @Test("They are what the table makes", arguments: SettingsSchemas.all.map(\.name))
    func isOfTheTable(name: String) throws {
        let schema = try #require(SettingsSchemas.all.first { $0.name == name }?.schema)
        let made = String(decoding: JSONValue.object(schema).encoded(), as: UTF8.self)
        #expect(try Self.schemas()[name] == .object(schema), "components/schemas/\(name) must be: \(made)")
    }

    @Test("An entry's widgets are those of the table")
    func widgets() throws {
        let names = try Self.schemas()["Widget"]?.objectValue?["enum"]?.arrayValue?.compactMap(\.stringValue)
        #expect(names == SettingsSchemas.widgets)
    }
}
