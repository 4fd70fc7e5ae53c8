import Testing

@testable import Sessions

@Suite("S41 S45 Tags")
struct TagTests {
    private func text(_ typed: String) -> String? {
        try? Tag(typed, holdsNumber: { _ in false }).text
    }

    private func fault(_ typed: String, numbers: Set<String> = []) -> TagFault? {
        do {
            _ = try Tag(typed, holdsNumber: { numbers.contains($0) })
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Trimmed, single spaces, NFC",
        arguments: [
            ("  call \t back\n", "call back"), ("re\u{301}sume\u{301}", "r\u{E9}sum\u{E9}"), ("\u{A0}VIP\u{3000}2", "VIP 2"),
            ("①", "①"),
        ])
    func cleaning(typed: String, kept: String) {
        #expect(self.text(typed).map { Array($0.unicodeScalars) } == Array(kept.unicodeScalars))
    }

    @Test("1 to 64 characters once cleaned")
    func length() {
        #expect(self.fault("") == .length)
        #expect(self.fault(" \n") == .length)
        #expect(self.fault(String(repeating: "e\u{301}", count: 64) + " ") == nil)
        #expect(self.fault(String(repeating: "a", count: 65)) == .length)
        #expect(self.fault("a\u{0}b") == .control)
    }

    @Test("A number is looked for in the whole tag and behind each blank where one could begin", arguments: Self.tags)
    func pieces(typed: String, pieces: [String]) {
        #expect(Tag.searched(in: typed) == pieces)
        #expect(self.fault(typed) == nil)
        for piece in pieces { #expect(self.fault(typed, numbers: [piece]) == .number) }
    }

    static let tags: [(typed: String, pieces: [String])] = [
        ("call back", []), ("VIP 123", []), ("9 to 5", []),
        (
            "VIP 2 call 030 23125123 now",
            ["vip 2 call 030 23125123 now", "2 call 030 23125123 now", "030 23125123 now", "23125123 now"]
        ),
        ("Raum 12 030 23125123", ["raum 12 030 23125123", "12 030 23125123", "030 23125123", "23125123"]),
        ("tel (030) 23125123", ["tel (030) 23125123", "(030) 23125123", "23125123"]), ("a  +49\u{A0}30", ["a +49 30", "+49 30"]),
        ("０３０ ２３", ["030 23"]), ("٠٣٠٢٣١٢٥١٢٣", ["03023125123"]), ("030\u{200B}2312\u{AD}5123", ["03023125123"]),
        ("0\u{FE0F}\u{20E3}30\u{202D}23125123", ["03023125123"]),
    ]

    @Test("Dates and times are taken out", arguments: Self.texts)
    func dates(typed: String, kept: String) {
        #expect(Tag.searched(in: typed + " 4711 x").first == kept + " 4711 x")
    }

    static let texts: [(typed: String, kept: String)] = [
        ("28.11.2026", " | "), ("28.11.26", " | "), ("2026-11-28", " | "), ("11/28/2026", " | "), ("28/11/2026", " | "),
        ("28. 11. 2026", " | "),
        ("2026.11.28", " | "), ("28–11–2026", " | "), ("14:30", " | "), ("9:05:59", " | "), ("2026-11-28T14:30", " | t | "),
        ("am 28.11.2026, 14:30", "am  | ,  | "), ("28.11.2026-30.11.2026", " | - | "), ("14:30-15:00", " | - | "),
        ("(28.11.2026)", "( | )"),
        ("bis 28.11.2026.", "bis  | ."),
        // Numbers and what is neither
        ("06.12.10.26.33", "06.12.10.26.33"), ("06-12-10-26-33", "06-12-10-26-33"), ("06/12/10/26/33", "06/12/10/26/33"),
        ("30.06.12.10", "30.06.12.10"), ("030.28.11.26", "030.28.11.26"), ("28.11.20265", "28.11.20265"),
        ("128.11.2026", "128.11.2026"),
        ("+28.11.2026", "+28.11.2026"), ("32.11.2026", "32.11.2026"), ("28.13.2026", "28.13.2026"), ("28.11-2026", "28.11-2026"),
        ("28.11.2126", "28.11.2126"), ("555.12.34", "555.12.34"), ("25:30", "25:30"), ("14:60", "14:60"),
        ("14:30:15:20", "14:30:15:20"),
        ("192.0.2.7", "192.0.2.7"), ("2026-11", "2026-11"),
    ]

    @Test("What can't be a tag is not searched", arguments: ["", "030 \u{0}23125123", String(repeating: "0", count: 65)])
    func noPieces(typed: String) {
        #expect(Tag.searched(in: typed).isEmpty)
    }

    @Test("The most blanks make no more than 33 texts")
    func bound() {
        #expect(Tag.searched(in: (0..<32).map { String($0 % 10) }.joined(separator: " ")).count == 29)
        #expect(Tag.searched(in: Array(repeating: "+", count: 28).joined(separator: " ") + " 1234567").count == 29)
    }

    @Test("Text on both sides of an @ is refused", arguments: ["a@b", "anna@example.com", "a＠b", "meet @ noon", "@a@b"])
    func addresses(typed: String) {
        #expect(self.fault(typed) == .address)
    }

    @Test("An @ at an end is fine", arguments: ["@anna", "anna@", "@", "@@ "])
    func noAddresses(typed: String) {
        #expect(self.fault(typed) == nil)
    }

    @Test(
        "Tags that differ in case only are one",
        arguments: [("VIP", "vip"), ("Straße", "STRASSE"), ("GROẞ", "groß"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("É", "e\u{301}")])
    func sameCase(one: String, other: String) {
        #expect(TextFolding.caseFolded(one) == TextFolding.caseFolded(other))
        #expect(Array(TextFolding.caseFolded(one).utf8) == Array(TextFolding.caseFolded(other).utf8))
    }

    @Test("Accents, and the dotless i, tell tags apart")
    func differentTags() {
        #expect(TextFolding.caseFolded("résumé") != TextFolding.caseFolded("resume"))
        #expect(TextFolding.caseFolded("ısı") != TextFolding.caseFolded("isi"))
    }

    @Test(
        "A search minds neither case nor accents nor compatibility forms",
        arguments: [
            ("Résumé", "resume"), ("ＶＩＰ", "vip"), ("ﬁnal", "final"), ("Łódź", "łodz"), ("STRASSE", "strasse"),
            ("straße", "strasse"), ("İzmir", "izmir"),
        ])
    func searchKeys(text: String, key: String) {
        #expect(Tag.searchKey(text) == key)
        #expect(Tag.searchKey(key) == key)
    }
}
