import ConnectorTestSupport
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

    @Test(
        "Bodies and content types that could not work are told",
        arguments: [
            ("method: POST\n    body: '1'\n    form: '{}'", "requests[0].form: a request has one body"),
            ("form: '{}'", "requests[0].form: a GET request has no body"),
            ("method: POST\n    form: '{}'\n    contentType: text/json", "requests[0].contentType: belongs to body"),
            ("contentType: text/json", "requests[0].contentType: belongs to body"),
            ("method: POST\n    body: '1'\n    contentType: json", "requests[0].contentType: must be the type"),
            ("method: POST\n    body: '1'\n    contentType: Text/JSON", "must be the type of what is sent, in lower case"),
            ("method: POST\n    body: '1'\n    contentType: 'text/*'", "must be the type"),
            ("method: POST\n    body: '1'\n    contentType: 'text/json; utf-8'", "must be the type"),
            ("method: POST\n    form: .kept.id", "id is kept by no earlier request"),
            ("method: POST\n    form: '{'", "requests[0].form: not a usable jq program"),
            ("method: POST\naccept: []", "accept: needs one content type"),
            ("method: POST\naccept: text/json", "accept: must be a list"),
            ("method: POST\naccept: ['*/*']", "accept[0]: must be a content type"),
            ("method: POST\naccept: ['text/json; charset=utf-8']", "without parameters"),
        ])
    func unusableBodies(lines: String, message: String) {
        let text = CRMSample.manifest.replacing("people{?number.e164}\"", with: "people\"\n    " + lines)
        let (manifest, problems) = CRMSample.read(text, compiler: CRMSample.compiler)
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }

    @Test(
        "A program that does not compile is told at its place in the file",
        arguments: [
            ("displayName: .name | nope", "15:24"), ("displayName: '.name | nope'", "15:25"),
            ("displayName: \".name | nope\"", "15:25"), ("displayName: |\n    .name\n      | nope", "17:9"),
            ("displayName: '.e164 | .e164 | nope'", "15:33"), ("displayName: >\n    .name\n    | nope", "15:16"),
            ("displayName: \".name | \\\"a\\\" | nope\"", "15:16"),
        ])
    func place(line: String, place: String) {
        let text = CRMSample.manifest.replacing("displayName: .name", with: line)
        let (_, problems) = CRMSample.read(text, compiler: CRMSample.compiler)
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasPrefix("connector.yaml:\(place): caller.displayName: not a usable jq program") == true,
            "\(problems)")
    }
}
