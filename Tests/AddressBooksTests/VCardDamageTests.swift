import CallModel
import Testing

@testable import AddressBooks

@Suite("C15 One bad vCard is one bad vCard")
struct VCardDamageTests {
    /// Bytes of a text in which `\u{E0xx}` stands for the byte `xx`.
    private func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            (0xE000...0xE0FF).contains(scalar.value) ? [UInt8(scalar.value & 0xFF)] : Array(String(scalar).utf8)
        }
    }

    private func name(_ book: BookSnapshot, _ number: String = "+493023125101") -> String? {
        book.callers(number).first?[.displayName]
    }

    private static let good = "BEGIN:VCARD\nVERSION:3.0\nFN:Bob Köhler\nTEL:030 23125102\nEND:VCARD\n"

    @Test(
        "Character sets, in quoted-printable and in plain bytes",
        arguments: [
            ("FN;CHARSET=ISO-8859-15;ENCODING=QUOTED-PRINTABLE:Anna M=FCller =A4", "Anna Müller €"),
            ("FN;ENCODING=QUOTED-PRINTABLE:Anna M=FCller", "Anna Müller"),
            ("FN;QUOTED-PRINTABLE:Anna M=C3=BCller", "Anna Müller"),
            ("FN;CHARSET=ISO-8859-1:Anna M\u{E0FC}ller", "Anna Müller"), ("FN;CHARSET=windows-1250:Zden\u{E0EC}k", "Zdeněk"),
            ("FN;CHARSET=\"WINDOWS-1252\":\u{E080} GmbH", "€ GmbH"), ("FN;CHARSET=KOI8-R;ENCODING=QUOTED-PRINTABLE:=E1", "А"),
            ("FN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=93=FA=96=7B", "日本"), ("FN;CHARSET=EUC-JP:\u{E0C6}\u{E0FC}", "日"),
            ("FN;CHARSET=ISO-2022-JP:\u{1B}$BF|\u{1B}(B", "日"), ("FN;CHARSET=UTF-8:Anna Müller", "Anna Müller"),
            ("FN;CHARSET=ISO-8859-1:Anna Müller", "Anna Müller"), ("FN:Anna M\u{E0FC}ller", "Anna Müller"),
            ("FN;ENCODING=b:QW5uYSBNw7xsbGVy", "Anna Müller"), ("FN;CHARSET=X-OWN:Anna Meier", "Anna Meier"),
        ])
    func charsets(property: String, name: String) throws {
        let text = "BEGIN:VCARD\nVERSION:2.1\n\(property)\nTEL;WORK:030 23125101\nEND:VCARD\n" + Self.good
        let book = try Books.loaded(self.bytes(text), "a.vcf")
        #expect(self.name(book) == name)
        #expect(self.name(book, "+493023125102") == "Bob Köhler")
        #expect(book.statistics.unusable.isEmpty)
    }

    @Test("What the book is declared to be is for text that says nothing")
    func declared() throws {
        let text = "BEGIN:VCARD\nFN:J\u{E0F6}rg \u{E080}\nTEL:030 23125101\nEND:VCARD\n" + Self.good
        let book = try Books.loaded(self.bytes(text), "a.vcf") { $0.encoding = .latin1 }
        #expect(self.name(book)?.hasPrefix("Jörg") == true)
        #expect(self.name(book, "+493023125102") == "Bob Köhler")
        #expect(book.statistics.encoding == .latin1)
    }

    @Test("A fold inside a character", arguments: ["\r\n ", "\n\t", "\n "])
    func foldInsideCharacter(fold: String) throws {
        let text = "BEGIN:VCARD\nVERSION:3.0\nFN:Anna M\u{E0C3}\(fold)\u{E0BC}ller\nTEL:030 23125101\nEND:VCARD\n" + Self.good
        let book = try Books.loaded(self.bytes(text), "a.vcf")
        #expect(self.name(book) == "Anna Müller")
        #expect(self.name(book, "+493023125102") == "Bob Köhler")
    }

    @Test("One wrong byte in a name is listed; in a note or a picture it is nobody's business")
    func oneWrongByte() throws {
        let damaged = "BEGIN:VCARD\nFN:Köhler Müll\u{E0FF}er\nTEL:030 23125101\nEND:VCARD\n" + Self.good
        let book = try Books.loaded(self.bytes(damaged), "a.vcf")
        #expect(self.name(book)?.hasPrefix("Köhler Müll") == true)
        #expect(book.statistics.unusable == [UnusableRow(line: 1, reason: .unreadableText)])
        #expect(self.name(book, "+493023125102") == "Bob Köhler")
        let note = "BEGIN:VCARD\nFN:Anna\nNOTE:ä\u{E0FF}\nTEL:030 23125101\nEND:VCARD\n" + Self.good
        #expect(try Books.loaded(self.bytes(note), "a.vcf").statistics.unusable.isEmpty)
    }

    @Test("A missing END: the card ends where the next one begins, and is listed")
    func missingEnd() throws {
        let text = "BEGIN:VCARD\nFN:Anna\nTEL:030 23125101\n" + Self.good + "BEGIN:VCARD\nFN:Carl\nTEL:030 23125103\nEND:VCARD\n"
        let book = try Books.loaded(text, "a.vcf")
        #expect(self.name(book) == "Anna")
        #expect(self.name(book, "+493023125102") == "Bob Köhler")
        #expect(self.name(book, "+493023125103") == "Carl")
        #expect(book.statistics.contacts == 3)
        #expect(book.statistics.unusable == [UnusableRow(line: 1, reason: .missingEnd)])
    }

    @Test("F1 A file that ends inside a card is taken at the first load, without that card and with a warning")
    func truncated() throws {
        let text = Self.good + "BEGIN:VCARD\nFN:Anna\nTEL:030 2312510"
        let book = try Books.loaded(text, "a.vcf")
        #expect(book.statistics.contacts == 1)
        #expect(book.statistics.unusable == [UnusableRow(line: 6, reason: .missingEnd)])
        #expect(book.statistics.warnings.count == 1)
        #expect(throws: AddressBookError.empty) { try Books.loaded("nothing here\n", "a.vcf") }
    }

    @Test("A card inside a card, as AGENT has it, is no missing END", arguments: ["AGENT:", "agent;X-A=1:", "item1.AGENT: "])
    func agent(line: String) throws {
        let text =
            "BEGIN:VCARD\nFN:Anna\n\(line)\nBEGIN:VCARD\nFN:Zed\nTEL:030 23125109\nEND:VCARD\nTEL:030 23125101\nEND:VCARD\n"
        let book = try Books.loaded(text, "a.vcf")
        #expect(self.name(book) == "Anna")
        #expect(book.callers("+493023125109").isEmpty)
        #expect(book.statistics.unusable.isEmpty)
    }
}
