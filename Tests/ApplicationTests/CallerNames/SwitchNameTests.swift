import Testing

@testable import Application

@Suite("Names as telephone switches may have them")
struct SwitchNameTests {
    private func text(_ name: String, _ length: Int = 80, isASCII: Bool = false) -> String {
        SwitchName.text(name, length: length, isASCII: isASCII)
    }

    @Test(
        "A good name stays as it is",
        arguments: [
            "Anna Meier", "Zoë Müller-Łuk", "O'Brien & Söhne (Köln), Abt. 3", "王伟", "محمد", "Иван", "100 % Käse; #1", "😀 A",
        ])
    func good(name: String) {
        #expect(self.text(name) == name)
    }

    @Test(
        "What dialplans and headers expand is never in a name",
        arguments: [
            ("${SHELL(reboot)}", "SHELL(reboot)"), ("{a} <b>c</b> \"d\" \\e `f` $g", "a b c /b d e f g"),
            ("Anna \"Annie\" Meier", "Anna Annie Meier"), ("$", ""), ("{}<>\"\\`$", ""), ("\u{1FEF}id\u{1FEF}", "id"),
        ])
    func expandable(name: String, text: String) {
        #expect(self.text(name) == text)
    }

    @Test(
        "A name is one line without control characters, whatever its blanks were",
        arguments: [
            ("Anna\r\nX-Evil: 1", "Anna X-Evil: 1"), ("A\0n\u{1B}[31mna\u{7F}\u{85}B", "An[31mna B"),
            ("  Anna\t \u{A0}\u{3000}Meier ", "Anna Meier"),
            ("A\u{2028}B\u{2029}C", "A B C"), ("\n", ""), ("", ""),
        ])
    func oneLine(name: String, text: String) {
        #expect(self.text(name) == text)
    }

    @Test(
        "What has no width or turns the direction of writing is left out",
        arguments: [
            ("\u{202E}annA\u{202C}", "annA"), ("A\u{200B}n\u{200D}n\u{FEFF}a\u{AD}", "Anna"),
            ("\u{2066}A\u{2069}\u{61C}\u{200F}", "A"),
            ("A\u{E0041}\u{FE0F}\u{034F}\u{3164}", "A"), ("\u{E000}\u{FFFE}\u{10FFFF}A", "A"),
        ])
    func invisible(name: String, text: String) {
        #expect(self.text(name) == text)
    }

    @Test(
        "A long name is cut between characters, and not behind a blank",
        arguments: [
            ("Anna Meier", 10, "Anna Meier"), ("Anna Meier", 9, "Anna Meie"), ("Anna Meier", 5, "Anna"), ("Anna Meier", 1, "A"),
            ("Müller", 2, "Mü"), ("Mu\u{308}ller", 2, "Mü"), ("A🇩🇪B", 2, "A"), ("A🇩🇪B", 3, "A🇩🇪"), ("🇩🇪", 1, "🇩"),
            (String(repeating: "ä", count: 200), 80, String(repeating: "ä", count: 80)),
        ])
    func length(name: String, length: Int, text: String) {
        #expect(self.text(name, length) == text)
        #expect(self.text(name, length).unicodeScalars.count <= length)
    }

    @Test(
        "In ASCII, letters of other writings are written in Latin ones",
        arguments: [
            ("Łukasz Müller", "Lukasz Muller"), ("Ærø ß ﬁ", "AEro ss fi"), ("Иван Петров", "Ivan Petrov"), ("王伟", "wang wei"),
            ("“Anna” «Meier»", "Anna Meier"), ("＄｛x｝", "x"), ("𝔄nna", "Anna"), ("😀", ""), ("A – B…", "A - B..."),
        ])
    func ascii(name: String, text: String) {
        #expect(self.text(name, isASCII: true) == text)
    }

    @Test("Whatever comes in, what comes out is fit to be shown", arguments: [UInt64(1), 2, 3, 4])
    func anything(seed: UInt64) {
        var random = RandomScalars(state: seed)
        for _ in 0..<2_000 {
            let name = String(String.UnicodeScalarView((0..<random.below(40)).map { _ in random.scalar() }))
            let length = 1 + random.below(80)
            for isASCII in [false, true] {
                let text = self.text(name, length, isASCII: isASCII)
                let isFit = text.unicodeScalars.allSatisfy { scalar in
                    !"${}\"\\<>`".unicodeScalars.contains(scalar) && !scalar.properties.isDefaultIgnorableCodePoint
                        && ![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
                        && (scalar.isASCII || !isASCII)
                }
                #expect(isFit && text.unicodeScalars.count <= length && !text.hasPrefix(" ") && !text.hasSuffix(" "))
                #expect(self.text(text, length, isASCII: isASCII) == text, "cleaned twice it is the same")
            }
        }
    }
}

/// Code points of any kind, ASCII more often than others.
private struct RandomScalars {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((self.state >> 33) % UInt64(bound))
    }

    mutating func scalar() -> Unicode.Scalar {
        let limit = [0x80, 0x250, 0x3000, 0x11_0000][self.below(4)]
        return Unicode.Scalar(UInt32(self.below(limit))) ?? "$"
    }
}
