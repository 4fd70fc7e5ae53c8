import Testing

@testable import Sessions

@Suite("S41 S45 Tags")
struct TagTests {
    private func text(_ typed: String) -> String? {
        try? Tag(typed, isNumber: { _ in false }).text
    }

    private func fault(_ typed: String, numbers: Set<String> = []) -> TagFault? {
        do {
            _ = try Tag(typed, isNumber: { numbers.contains($0) })
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

    @Test(
        "A tag with a valid number in it is refused, however it is written",
        arguments: [
            "030 23125123", "030-2312 (5123)", "call 030 23125 123 now", "０３０２３１２５１２３", "٠٣٠٢٣١٢٥١٢٣", "0a30b23125123",
            "VIP 2 call 03023125123",
        ])
    func numbers(typed: String) {
        #expect(self.fault(typed, numbers: ["03023125123"]) == .number)
    }

    @Test("Seven digits make a candidate; a plus before them is passed on, as it is decisive abroad")
    func candidates() {
        #expect(TagScan.candidates(in: "123456").isEmpty)
        #expect(TagScan.candidates(in: "1234567") == ["1234567"])
        #expect(TagScan.candidates(in: "(+44) 20 7946 0123") == ["442079460123", "+442079460123"])
        #expect(TagScan.candidates(in: "order 1234567 of 2026") == ["12345672026", "1234567"])
        #expect(self.fault("＋44 20 7946 0123", numbers: ["+442079460123"]) == .number)
        #expect(self.fault("order 1234567", numbers: []) == nil)
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
