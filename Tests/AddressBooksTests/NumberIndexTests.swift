import CallModel
@testable import Contacts
import Testing

@testable import AddressBooks

@Suite("C1 The index of numbers")
struct NumberIndexTests {
    @Test("What went in comes out, and nothing else, up to the last slot", arguments: [0, 1, 2, 3, 100, 10_000])
    func roundTrip(count: Int) throws {
        let index = try #require(NumberIndex(expected: count))
        for number in 0..<count { index.insert(NumberKey(e164Digits: 49_302_312_500_000 + UInt64(number)), place: number * 7) }
        #expect(index.count == count)
        for number in 0..<count {
            #expect(index.places(of: NumberKey(e164Digits: 49_302_312_500_000 + UInt64(number)), limit: 5) == [number * 7])
        }
        #expect(index.places(of: NumberKey(e164Digits: 49_302_312_499_999), limit: 5).isEmpty)
        #expect(index.places(of: NumberKey(e164Digits: 49_302_312_500_000 + UInt64(count)), limit: 5).isEmpty)
    }

    @Test("F6 Records of one number come in the order of the file, each once, up to the limit")
    func sharedNumbers() throws {
        let index = try #require(NumberIndex(expected: 10))
        let key = NumberKey(e164Digits: 493_023_125_000)
        for place in [0, 0, 10, 10, 20, 30] { index.insert(key, place: place) }
        #expect(index.places(of: key, limit: 10) == [0, 10, 20, 30])
        #expect(index.places(of: key, limit: 3) == [0, 10, 20])
        #expect(index.count == 1)
        #expect(index.sharedCount == 1)
    }

    @Test("A number on 200,000 records is as quick to add as 200,000 numbers", .timeLimit(.minutes(5)))
    func switchboardOnEveryRow() throws {
        let index = try #require(NumberIndex(expected: 200_000))
        let key = NumberKey(e164Digits: 493_023_125_000)
        for place in 0..<200_000 { index.insert(key, place: place) }
        #expect(index.places(of: key, limit: 3) == [0, 1, 2])
    }

    @Test("The largest place of a file of 1 GiB fits")
    func largestPlace() throws {
        let index = try #require(NumberIndex(expected: 2))
        let key = NumberKey(e164Digits: 1)
        index.insert(key, place: 0)
        index.insert(key, place: BookFile.sizeLimit - 1)
        #expect(index.places(of: key, limit: 2) == [0, BookFile.sizeLimit - 1])
    }

    @Test("F6 Two contacts with one number are both found, in the order of the file; one contact with it twice is one")
    func twoContacts() throws {
        let text = "name,phone,mobile\nAnna,030 23125101,0049 30 23125101\nBen,+49 (0)30 23125101,\n"
        let book = try Books.loaded(text)
        let findings = book.findings(for: Books.number("+493023125101"))
        #expect(findings.map(\.grade) == [.exact, .exact])
        #expect(findings.compactMap { $0.caller[.displayName] } == ["Anna", "Ben"])
        #expect(book.statistics.numbers == 1)
        #expect(book.statistics.sharedNumbers == 1)
    }

    @Test("One number brings at most 100 records")
    func findingsLimit() throws {
        let book = try Books.loaded("name,phone\n" + String(repeating: "Anna,030 23125101\n", count: 150))
        #expect(book.findings(for: Books.number("+493023125101")).count == 100)
    }

    @Test(
        "F6 Cells may hold several numbers, and writings of all kinds",
        arguments: [
            ("030 23125101 ::: 030 23125102", 2), ("030 23125101\n030 23125102", 2), ("030 23125101;4711", 1),
            ("030 23125101;030 23125102", 2), ("030 23125101; 030 23125102;", 2),
            ("tel:+49-30-23125101;ext=5", 1), ("+493023125101;ext=5", 1), (" 030/23125-101 ", 1), ("+49(0)30 23125 101", 1),
            ("0049 30 23125101", 1), ("", 0), (" ", 0), (":::", 0), (";;", 0),
        ])
    func cells(cell: String, count: Int) {
        var cell = cell
        var found = 0
        cell.withUTF8 { bytes in NumberCell.forEachNumber(in: UnsafeRawBufferPointer(bytes)) { _ in found += 1 } }
        #expect(found == count)
    }

    @Test("F6 Numbers that can't be used are counted and listed by line and reason, never with content")
    func unusableNumbers() throws {
        let text = "name,phone\nAnna,030 23125101\nBen,secret-text\nCarl,\"4,93023E+11\"\nDora,\"030 23125102;secret\"\n"
        let statistics = try Books.loaded(text).statistics
        #expect(
            statistics.unusable == [
                UnusableRow(line: 3, reason: .unreadableNumber), UnusableRow(line: 4, reason: .spreadsheetNumber),
                UnusableRow(line: 5, reason: .unreadableNumber),
            ])
        #expect(statistics.unusableNumbers == 3)
        #expect(!String(describing: statistics).contains("secret"))
        #expect(!String(reflecting: statistics).contains("Anna"))
    }

    @Test("Each reason of the number reader is one of the rows'", arguments: UnreadableNumber.allCases)
    func reasons(reason: UnreadableNumber) {
        #expect(!UnusableRow.Reason(reason).isOfRecord)
    }

    @Test("A cell with a number of use and one of none is found by the one, and reported for the other")
    func halfUsableCell() throws {
        let book = try Books.loaded("name,phone\nAnna,\"030 23125101;?\"\n")
        #expect(book.callers("+493023125101").count == 1)
        #expect(book.statistics.contacts == 1)
        #expect(book.statistics.unusable == [UnusableRow(line: 2, reason: .unreadableNumber)])
    }

    @Test("Of many unusable rows the first 1,000 are listed, all are counted")
    func manyUnusable() throws {
        let text = "name,phone\nAnna,030 23125101\n" + String(repeating: "Ben,?\n", count: 3_000)
        let statistics = try Books.loaded(text, partBytes: 1_000).statistics
        #expect(statistics.unusableNumbers == 3_000)
        #expect(statistics.unusable.map(\.line) == Array(3...1_002))
    }
}
