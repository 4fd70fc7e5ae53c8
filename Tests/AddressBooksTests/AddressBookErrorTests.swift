import CallModel
import Testing

@testable import AddressBooks

@Suite("What is said of bad books")
struct AddressBookErrorTests {
    private static let all: [AddressBookError] = [
        .missing, .unreadable, .notAFile, .tooLarge, .readFailed(code: 5), .outOfMemory, .changedWhileReading, .keepsChanging,
        .checksumMismatch,
        .badChecksumFile, .empty, .nothingUsable, .badEncoding(line: 7), .noNumberColumn, .columnNotFound(heading: "Tel"),
        .tooManyColumns(line: 7), .lineTooLong(line: 7), .unclosedQuote(line: 7), .truncated(line: 7), .badJSON(line: 7),
        .openEnd(line: 7), .changeRecord(line: 7), .badXML(line: 7),
    ]

    @Test("Labels are bounded words, each its own")
    func labels() {
        #expect(Set(Self.all.map(\.label)).count == Self.all.count)
        for error in Self.all { #expect(error.label.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }) }
    }

    @Test("Messages name the line where there is one", arguments: all)
    func messages(error: AddressBookError) {
        #expect(!error.message.isEmpty)
        #expect(error.line == nil || error.message.contains("line 7"))
        #expect(error.description == error.message)
    }

    @Test(
        "Names of encodings as people write them",
        arguments: [
            ("UTF-8", BookEncoding.utf8), ("cp1252", .windows1252), ("Windows-1252", .windows1252), ("ANSI", .windows1252),
            ("latin1", .latin1),
            ("ISO-8859-1", .latin1), ("utf-16", .utf16LittleEndian), ("UTF-16BE", .utf16BigEndian), ("ebcdic", nil),
        ] as [(String, BookEncoding?)])
    func encodings(name: String, encoding: BookEncoding?) {
        #expect(BookEncoding(name: name) == encoding)
    }

    @Test(
        "A format is told by how the text begins, then by the extension",
        arguments: [
            ("a.csv", "BEGIN:VCARD\n", BookFormat.vCard), ("a", "\n begin:vcard\n", .vCard), ("a.json", "", .json),
            ("a", " [", .json),
            ("a.csv", "[x],phone", .csv), ("a.VCF", "", .vCard), ("a.b/c", "name", .csv), ("/x.json/", "name", .json),
            ("a.json.csv", "", .csv),
        ])
    func formats(path: String, text: String, format: BookFormat) {
        var text = text
        #expect(text.withUTF8 { BookFormat.detect(path: path, text: $0) } == format)
    }
}
