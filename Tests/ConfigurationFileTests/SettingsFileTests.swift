import CallModel
import ContextTemplates
import SettingsFields
import StrictJSON
import Testing
import YAMLReader

@testable import ConfigurationFile

@Suite("Settings in files")
struct SettingsFileTests {
    private static let yaml = """
        displayName: 007
        region: NO
        owners: [Olga@Example.com]
        licence: {enterpriseRouting: true}
        widgets:
          tags: true
        contexts:
          - name: yes
            template: https://crm.example/{Customer.Id}
        codes: {primary: [{id: 1, name: One}]}
        connectors: []
        retentionMs: 1000
        map:
        """
    private static let json = """
        {"displayName":"007","region":"NO","owners":["olga@example.com"],"licence":{"enterpriseRouting":true},\
        "widgets":{"tags":true},"contexts":[{"name":"yes","template":"https://crm.example/{Customer.Id}"}],\
        "codes":{"primary":[{"id":"1","name":"One"}]},"connectors":[],"retentionMs":1000}
        """

    private static func file(_ text: String, rules: SettingsRules? = nil) throws -> SettingsFile {
        try #require(SettingsFile(text: text, name: "a.yaml", id: "a", rules: rules, problems: YAMLProblems()))
    }

    @Test("YAML and JSON are two writings of the same settings")
    func twoWritings() throws {
        let reading = SettingsReading(SettingsValue(try StrictJSON.parse(Array(Self.json.utf8))), id: "a")
        let file = try Self.file(Self.yaml)
        #expect(file.faults.isEmpty && reading.faults.isEmpty)
        #expect(file.settings.json == reading.settings.json && file.settings.filled == reading.settings.filled)
    }

    @Test(
        "What is wrong is told at its line",
        arguments: [
            ("members: [a]\nowners: []", "a.yaml:2:9: owners: must hold"),
            ("owners:\n  - a b", "a.yaml:2:5: owners[0]: must be a UPN"),
            ("codes:\n  primary:\n    - {id: a, name: A}\n    - {id: a, name: B}", "a.yaml:4:12: codes.primary[1].id: stands"),
            ("contexts:\n  - template: https://crm.example/", "a.yaml:2:5: contexts[0]: name is missing"),
            ("members: [a]\nwidget: {}", "a.yaml:2:9: widget: this key is not known; did you mean widgets?"),
            ("tagRecall: 5", "a.yaml:1:12: tagRecall: must be true or false"),
        ])
    func lines(text: String, told: String) throws {
        let file = try Self.file(text)
        let problems = file.faults.map { "\(file.problem(of: $0))" }
        #expect(problems.count == 1 && problems[0].hasPrefix(told), "\(problems)")
    }
}
