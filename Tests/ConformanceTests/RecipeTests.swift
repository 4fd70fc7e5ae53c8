import CallModel
import ConnectorTestSupport
import Foundation
import Manifests
import Testing

@Suite("C2 Connectors: the recipes of docs/manifests.md yield what they say")
struct RecipeTests {
    /// A recipe as it stands in the docs.
    struct Recipe: Sendable, CustomTestStringConvertible {
        let title: String
        let program: String
        let sample: String
        /// One JSON text a result.
        let results: [String]

        var testDescription: String { self.title }
    }

    static let recipes: [Recipe] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = (try? String(contentsOf: root.appending(path: "docs/manifests.md"), encoding: .utf8)) ?? ""
        let section = text.split(separator: "\n## Recipes\n").last?.split(separator: "\n## ").first ?? ""
        return section.split(separator: "\n### ").dropFirst().map { part in
            let blocks = part.split(separator: "```").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
            let bodies = blocks.map { String($0.drop { $0 != "\n" }) }
            let results = bodies.count == 3 ? bodies[2].split(separator: "\n").map(String.init) : []
            return Recipe(
                title: String(part.prefix { $0 != "\n" }), program: bodies.first ?? "",
                sample: bodies.count == 3 ? bodies[1] : "", results: results)
        }
    }()

    @Test("There are a dozen of them, and each names its place in a manifest")
    func dozen() {
        #expect(Self.recipes.count >= 12)
        for recipe in Self.recipes { #expect(recipe.program.hasPrefix("\n# "), "\(recipe.title)") }
    }

    @Test("A recipe yields what it says", arguments: recipes)
    func yields(recipe: Recipe) async throws {
        let query = try #require(try CRMSample.compiler.compile(optional: recipe.program, name: recipe.title))
        let variables = ["settings": Array(#"{"baseURL": "https://crm.example"}"#.utf8), "number": Array("{}".utf8)]
        let results = try await query.run(on: Array(recipe.sample.utf8), variables: variables, within: .seconds(60))
        #expect(results.count == recipe.results.count)
        for (result, expected) in zip(results, recipe.results) {
            #expect(try Self.value(Data(result)) == Self.value(Data(expected.utf8)), "\(String(decoding: result, as: UTF8.self))")
        }
    }

    private static func value(_ json: Data) throws -> NSObject? {
        try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed) as? NSObject
    }
}
