import CallModel
import Testing

@testable import AddressBooks

@Suite("C1 Reading CSV")
struct CSVReadingTests {
    @Test("F5 Delimiters are told by the heading line", arguments: [",", ";", "\t"])
    func delimiters(delimiter: String) throws {
        let book = try Books.loaded("name\(delimiter)\"a,b;c\td\"\(delimiter)phone\nAnna\(delimiter)\(delimiter)030 23125101\n")
        #expect(book.callers("+493023125101").first?[.displayName] == "Anna")
        #expect(book.statistics.delimiter?.rawValue == delimiter)
    }

    @Test("F5 A declared delimiter and Excel's sep= line are obeyed")
    func namedDelimiter() throws {
        let text = "name;x,y,z;phone\nAnna;;030 23125101\n"
        #expect(try Books.loaded(text) { $0.delimiter = .semicolon }.callers("+493023125101").count == 1)
        #expect(try Books.loaded("sep=;\r\n" + text).callers("+493023125101").count == 1)
    }

    @Test("F5 Line ends may be CRLF, LF, CR, or all of them", arguments: ["\r\n", "\n", "\r"])
    func lineEnds(end: String) throws {
        let book = try Books.loaded(
            "name,phone\(end)Anna,030 23125101\(end)Ben,030 23125102\rCarl,030 23125103\nDora,030 23125104")
        #expect(book.statistics.contacts == 4)
        #expect(book.callers("+493023125104").first?[.displayName] == "Dora")
    }

    @Test("F5 Quotes hold delimiters, line ends and doubled quotes")
    func quotes() throws {
        let book = try Books.loaded("name,company,phone\n\"Anna \"\"A\"\"\r\nMeier\",\"a,b\",\"030 23125101\"\n")
        let anna = try #require(book.callers("+493023125101").first)
        #expect(anna[.displayName] == "Anna \"A\" Meier")
        #expect(anna[.company] == "a,b")
    }

    @Test("F5 A quote inside a plain cell is a character")
    func strayQuote() throws {
        let book = try Books.loaded("name,phone\nAnna 5\" Meier,030 23125101\nBen,030 23125102\n")
        #expect(book.callers("+493023125101").first?[.displayName] == "Anna 5\" Meier")
        #expect(book.statistics.contacts == 2)
    }

    @Test("F5 Trailing commas, blank lines, blank rows, short rows and NUL bytes do no harm")
    func untidy() throws {
        let text = "name,phone,\n\nAnna,030 23125101,,,\n,,,\n , ,\nBen\u{0},030\u{0} 23125102\nCarl,030 23125103\n"
        let book = try Books.loaded(text)
        #expect(book.statistics.contacts == 3)
        #expect(book.statistics.unusableRecords == 0)
        #expect(book.statistics.withoutNumber == 0)
        #expect(book.callers("+493023125102").first?[.displayName] == "Ben")
    }

    @Test(
        "A row with filled cells beyond the headings has slipped; text behind a quote too: both are left out and listed by line")
    func brokenRows() throws {
        let text = "name,phone\nMeier, Anna,030 23125101\n\"Ben\"x,030 23125102\nCarl,030 23125103\n"
        let book = try Books.loaded(text)
        #expect(book.statistics.contacts == 1)
        #expect(
            book.statistics.unusable == [
                UnusableRow(line: 2, reason: .cellsBeyondHeadings), UnusableRow(line: 3, reason: .badQuoting),
            ])
        #expect(book.callers("+493023125102").isEmpty)
    }

    @Test("F3 Encodings by their marks", arguments: ["utf16le.csv", "utf16be.csv"])
    func wideEncodings(name: String) throws {
        let book = try Books.loaded(path: Books.fixture(name))
        let caller = try #require(book.callers("+493023125140").first)
        #expect(caller[.firstName] == "Jörg")
        #expect(caller[.lastName] == "Ärmel 😀")
    }

    @Test("F3 Latin-1 where it is declared; a UTF-8 file stays UTF-8 whatever is declared")
    func declaredEncodings() throws {
        let book = try Books.loaded(path: Books.fixture("latin1.csv")) { $0.encoding = .latin1 }
        #expect(book.callers("+493023125141").first?[.lastName] == "Ärmel")
        let utf8 = try Books.loaded("name,phone\nJörg,030 23125101\n") { $0.encoding = .windows1252 }
        #expect(utf8.callers("+493023125101").first?[.displayName] == "Jörg")
    }

    @Test("F3 Bytes that are neither are refused with their line")
    func undeclaredEncoding() {
        let bytes = Array("name,phone\nAnna,030 23125101\nJ".utf8) + [0xF6] + Array("rg,030 23125102\n".utf8)
        #expect(throws: AddressBookError.badEncoding(line: 3)) { try Books.loaded(bytes) }
        #expect(throws: AddressBookError.badEncoding(line: 3)) { try Books.loaded([0xEF, 0xBB, 0xBF] + bytes) }
        let halfPair: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00, 0x00, 0xD8]
        #expect(throws: AddressBookError.badEncoding(line: 2)) { try Books.loaded(halfPair) }
        #expect(throws: AddressBookError.badEncoding(line: 2)) { try Books.loaded(Array(halfPair.dropLast())) }
    }

    @Test("F4 A row over 64 KiB or 256 cells is left out; the others stay")
    func longRows() throws {
        let long = String(repeating: "x", count: 70_000)
        let wide = String(repeating: ",", count: 10_000)
        let text =
            "name,phone\n\(long),030 23125101\nAnna,030 23125102\(wide)\n\(String(repeating: "y", count: 60_000)),030 23125103\n"
        let book = try Books.loaded(text)
        #expect(book.statistics.contacts == 1)
        #expect(
            book.statistics.unusable == [UnusableRow(line: 2, reason: .tooLong), UnusableRow(line: 3, reason: .tooManyCells)])
        #expect(book.callers("+493023125103").first?[.displayName]?.count == FieldText.limit)
    }

    @Test("F4 One line of 50 MB is passed over")
    func hugeLine() throws {
        let text = Array("name,phone\n".utf8) + [UInt8](repeating: 0x78, count: 50_000_000) + Array("\nAnna,030 23125102\n".utf8)
        let book = try Books.loaded(text)
        #expect(book.statistics.unusable == [UnusableRow(line: 2, reason: .tooLong)])
        #expect(book.callers("+493023125102").count == 1)
    }

    @Test("F4 A heading line over 64 KiB or 256 cells is no heading line")
    func longHeadings() {
        let wide = "phone" + String(repeating: ",a", count: 256) + "\n"
        #expect(throws: AddressBookError.tooManyColumns(line: 1)) { try Books.loaded(wide) }
        #expect(throws: AddressBookError.lineTooLong(line: 1)) {
            try Books.loaded("phone," + String(repeating: "a", count: 70_000) + "\n")
        }
    }

    @Test("F1 A file that ends inside quotes, or inside its last row, is not loaded")
    func truncated() {
        #expect(throws: AddressBookError.unclosedQuote(line: 3)) {
            try Books.loaded("name,phone\nAnna,030 23125101\n\"Ben,030 23125102\nCarl,030 23125103\n")
        }
        #expect(throws: AddressBookError.truncated(line: 4)) {
            try Books.loaded("name,phone,mail\nAnna,030 23125101,a\nBen,030 23125102,b\nCarl,030 23125")
        }
    }

    @Test("F1 An open quote in the middle is found within 64 KiB, not at the end of a large file")
    func openQuoteInside() {
        let rows = String(repeating: "Anna,030 23125101\n", count: 50_000)
        #expect(throws: AddressBookError.unclosedQuote(line: 2)) { try Books.loaded("name,phone\n\"Ben,030 23125102\n" + rows) }
    }

    @Test("A last row without a line end is whole if it has as many cells as others")
    func unterminatedLastRow() throws {
        #expect(try Books.loaded("name,phone,mail\nAnna,030 23125101,a\nBen,030 23125102,b").statistics.contacts == 2)
        #expect(try Books.loaded("name,phone,mail\nAnna,030 23125101\nBen,030 23125102").statistics.contacts == 2)
        #expect(try Books.loaded("name,phone,mail\nAnna,030 23125101").statistics.contacts == 1)
    }

    @Test("No heading line, no column of numbers, no rows, no usable row")
    func nothingThere() throws {
        #expect(throws: AddressBookError.empty) { try Books.loaded("") }
        #expect(throws: AddressBookError.empty) { try Books.loaded("\r\n\n") }
        #expect(throws: AddressBookError.empty) { try Books.loaded("name,phone\n") }
        #expect(throws: AddressBookError.noNumberColumn) { try Books.loaded("name,shoe size\nAnna,47\n") }
        #expect(throws: AddressBookError.nothingUsable) { try Books.loaded("name,phone\nAnna,\nBen,unknown\n") }
        #expect(try Books.loaded("name,phone\n") { $0.allowEmpty = true }.statistics.contacts == 0)
        #expect(try Books.loaded("") { $0.allowEmpty = true }.findings(for: Books.number("+493023125101")).isEmpty)
    }

    @Test("Lines are counted as an editor counts them, whatever the size of the parts", arguments: [1, 40, 1 << 20])
    func lineNumbers(partBytes: Int) throws {
        let text = "name,phone\r\n\"Anna\r\nMeier\",no number\r\n\r\n\"Ben\n\n\",030 23125102\rCarl,n/a\nDora,030 23125104\n"
        let book = try Books.loaded(text, partBytes: partBytes)
        #expect(book.statistics.unusable.map(\.line) == [2, 8])
        #expect(book.statistics.contacts == 2)
        #expect(book.statistics.unusableNumbers == 2)
    }
}
