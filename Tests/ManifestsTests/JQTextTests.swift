import CallModel
@testable import ConnectorTestSupport
import Testing

@testable import Manifests

@Suite("C2 Manifests: .e164 in jq programs")
struct JQTextTests {
    @Test(
        "Fields are mended, texts and comments are not",
        arguments: [
            (".number.e164", #".number."e164""#), (".e164", #"."e164""#), ("[.e164,.e164]", #"[."e164",."e164"]"#),
            (".e1645", ".e1645"),
            (".e164x", ".e164x"), (#"".e164""#, #"".e164""#),
            (#""a\(.e164 + ".e164")b.e164""#, #""a\(."e164" + ".e164")b.e164""#),
            (#""\"" + .e164"#, #""\"" + ."e164""#), ("# .e164\n.e164", "# .e164\n.\"e164\""),
            (#""\((.e164))" + .e164"#, #""\((."e164"))" + ."e164""#),
            (#"".e164"#, #"".e164"#), ("((.e164))", #"((."e164"))"#), (".number.digits", ".number.digits"),
        ])
    func mended(program: String, expected: String) {
        #expect(JQText.mended(program) == expected)
    }

    @Test("What is mended compiles and means the field")
    func compiles() async throws {
        let query = try CRMSample.compiler.compile(JQText.mended(#"[.number.e164, "\(.number | .e164)"]"#), name: "test")
        let results = try await query.run(on: Array(#"{"number": {"e164": "+1"}}"#.utf8), variables: [:], within: .seconds(1))
        #expect(results.map { String(decoding: $0, as: UTF8.self) } == [#"["+1","+1"]"#])
    }
}
