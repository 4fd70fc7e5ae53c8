import Foundation
@testable import Manifests
import Testing

@testable import Conformance

@Suite("C2 Connectors: docs/manifests.md")
struct ConnectorDocsTests {
    private static let text: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appending(path: "docs/manifests.md"), encoding: .utf8)) ?? ""
    }()

    private static let keys: [String] =
        ManifestReader.keys + ManifestRequestReader.keys + ManifestAuth.Kind.allCases.map(\.rawValue)
        + ManifestAuth.Kind.allCases.flatMap(\.keys) + NumberNotation.allCases.map(\.rawValue) + FixtureReader.keys
        + ExpectedRequest.keys

    @Test("Each key and each word of a manifest is described", arguments: Set(keys).sorted())
    func described(key: String) {
        #expect(Self.text.contains("`\(key)`"))
    }

    @Test("The rules are numbered without gaps, and each says how binding it is")
    func numbered() throws {
        let section = try #require(Self.text.split(separator: "## The standard\n").last?.split(separator: "\n## ").first)
        let rules = section.split(separator: "\n").filter { $0.first?.isNumber == true }
        #expect(rules.count >= 12)
        for (index, rule) in rules.enumerated() {
            #expect(rule.hasPrefix("\(index + 1). "))
            #expect(rule.contains("MUST") || rule.contains("SHOULD"))
        }
    }
}
