import Testing

@testable import Manifests

@Suite("C2 Kept values: names in programs")
struct ManifestRequestTests {
    @Test(
        "A program's names are found",
        arguments: [
            (".kept.id", ["id"]), ("{a: .kept.id, b: (.kept.uid2|tonumber)}", ["id", "uid2"]), (".number.e164", []),
            (".kept", []), (".kept.", []), (".kept.id.x", ["id"]), (".kept.2x", []),
            ("\"\\(.kept.id)-\\(.kept.id)\"", ["id", "id"]),
        ])
    func names(program: String, expected: [String]) {
        #expect(ManifestRequest.keptNames(in: program) == expected)
    }
}
