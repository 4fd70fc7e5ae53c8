import Testing
import YAMLReader

@Suite("YAML with places")
struct YAMLReaderTests {
    private enum Colour: String, CaseIterable { case red, green }

    @Test("All problems of a file are found at once, each at its line")
    func allProblemsAtOnce() throws {
        let problems = YAMLProblems()
        let text = """
            colour: blue
            total: 5 apples
            conectors: []
            nested: {deep: [1, {x: many}]}
            """
        let document = try #require(YAMLNode.document(text, file: "a.yaml", problems: problems))
        let root = try #require(document.mapping(["colour", "total", "connectors", "nested", "id"]))
        #expect(root["colour"]?.word(Colour.self) == nil)
        #expect(root["total"]?.duration(in: .zero ... .seconds(10)) == nil)
        #expect(root.required("id") == nil)
        let deep = root["nested"]?.mapping(["deep"])?.list("deep").last?.mapping(["x"])?["x"]
        #expect(deep?.int(in: 0...9) == nil)
        #expect(
            problems.all.map(\.description) == [
                "a.yaml:1:1: the key id is missing",
                "a.yaml:1:9: colour: must be one of: red, green",
                "a.yaml:2:8: total: must be a number with its unit (ms, s, m, h, d), such as 5m, from 0s to 10s",
                "a.yaml:3:12: conectors: this key is not known; did you mean connectors?",
                "a.yaml:4:24: nested.deep[1].x: must be a whole number from 0 to 9",
            ])
    }

    @Test("A problem never shows a value, which may be a secret")
    func valuesAreNotShown() throws {
        let problems = YAMLProblems()
        let root = YAMLNode.document("token: [hunter2]\nother: hunter2", file: "a.yaml", problems: problems)?.mapping(["token"])
        #expect(root?.string("token") == nil)
        #expect(problems.all.count == 2)
        #expect(!problems.all.map(\.description).joined().contains("hunter2"))
    }

    @Test("What is no YAML is one problem with its place", arguments: ["a: [", "a: 1\na: 2", "", "\"open", "\tx: 1"])
    func brokenDocuments(text: String) {
        let problems = YAMLProblems()
        #expect(YAMLNode.document(text, file: "a.yaml", problems: problems) == nil)
        #expect(problems.all.count == 1)
    }

    @Test(
        "A tab in the indentation is named with its line",
        arguments: [
            ("\tx: 1", "1:1"), ("a:\n\t- b", "2:1"), ("a:\n  b: 1\n\tc: 2", "3:1"), ("a:\n  \tb: 1\n", "2:3"),
            ("a:\r\n  - b\r\n\t- c\r\n", "3:1"),
        ])
    func tabs(text: String, place: String) {
        let problems = YAMLProblems()
        _ = YAMLNode.document(text, file: "a.yaml", problems: problems)
        let message = "a tab stands in the indentation; YAML wants spaces there"
        #expect(problems.all.map(\.description) == ["a.yaml:\(place): \(message)"])
    }

    @Test("A tab elsewhere is not blamed", arguments: ["a: |\n  x\n  \ty\nb: [", "# \t\na: [\n\t# \n", "a:\t[\nb: 1"])
    func tabsElsewhere(text: String) throws {
        let problems = YAMLProblems()
        _ = YAMLNode.document(text, file: "a.yaml", problems: problems)
        #expect(try #require(problems.all.first).message.hasPrefix("not readable as YAML: "))
    }

    @Test(
        "A key that stands twice is named where it stands again",
        arguments: [
            ("a: 1\nb: 2\na: 3", "3:1"), ("x:\n  a: 1\n  b: {a: 2}\n  a : 3\na: 4", "4:3"), ("- a: 1\n  a: 2", "2:3"),
            ("x: {a: 1, a: 2}", "1:5"),
        ])
    func repetitions(text: String, place: String) {
        let problems = YAMLProblems()
        _ = YAMLNode.document(text, file: "a.yaml", problems: problems)
        #expect(problems.all.map(\.description) == ["a.yaml:\(place): the key a stands here twice; keep one of them"])
    }

    @Test(
        "The nearest known word",
        arguments: [
            ("kyes", "keys"), ("conectors", "connectors"), ("Listen", "listen"), ("jornual", "journal"), ("colour", nil),
            ("x", nil),
        ] as [(String, String?)])
    func suggestions(word: String, nearest: String?) {
        #expect(SpellingSuggestion.nearest(to: word, among: ["listen", "keys", "connectors", "journal"]) == nearest)
    }

    @Test("Durations", arguments: [("1500ms", 1_500), ("2s", 2_000), ("5m", 300_000), ("4h", 14_400_000), ("1d", 86_400_000)])
    func durations(text: String, milliseconds: Int) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
        #expect(DurationText.write(.milliseconds(milliseconds)) == (text))
    }

    @Test("No durations", arguments: ["", "5", "s", "1.5s", "-1s", "5 s", "5S", "99999999999s"])
    func noDurations(text: String) {
        #expect(DurationText.parse(text) == nil)
    }
}
