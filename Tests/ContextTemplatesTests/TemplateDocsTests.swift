import ContextTemplates
import Foundation
import Testing

@Suite("docs/templates.md says what the code does")
struct TemplateDocsTests {
    @Test("Its table of variables is the registry")
    func variables() throws {
        let rows = try Self.rows(under: "## Variables")
        let registry = VariableRegistry.entries.map { ["`\($0.name)`", $0.meaning, "`\($0.example)`", $0.use.rawValue] }
        #expect(rows.count == registry.count)
        for (row, entry) in zip(rows, registry) { #expect(row == entry) }
    }

    @Test("Its examples give the links they show, without a problem")
    func examples() throws {
        let rows = try Self.rows(under: "## Examples")
        #expect(rows.count >= 8)
        for row in rows {
            let texts = row.map { $0.replacing("`", with: "") }
            let template = ContextURLTemplate(texts[1], parameters: ["ticket"], schemes: SampleCall.schemes)
            #expect(template.problems == [], "\(texts[0])")
            #expect(try template.url(for: .example(for: template, of: SampleCall.service)) == texts[2])
        }
    }

    @Test("Its limit is the code's")
    func limit() throws {
        #expect(try Self.text().contains("at most 2,048 bytes"))
        #expect(ContextURLTemplate.limit == 2_048)
    }

    private static func text() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/templates.md"), encoding: .utf8)
    }

    /// The cells of the table that follows `heading`, without its first two lines.
    private static func rows(under heading: String) throws -> [[String]] {
        let lines = try Self.text().split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
        return section.filter { $0.hasPrefix("| `") || $0.hasPrefix("| ") }.dropFirst().map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
    }
}
