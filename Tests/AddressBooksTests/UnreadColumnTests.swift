import CallModel
import Testing

@testable import AddressBooks

@Suite("C15 Columns of numbers that nobody understood")
struct UnreadColumnTests {
    private func warnings(_ text: String, _ change: (inout AddressBookOptions) -> Void = { _ in }) throws -> [String] {
        try Books.loaded(text, "a.csv", change).statistics.warnings
    }

    @Test("They are a warning with what to do, until they are mapped or said to be ignored")
    func warning() throws {
        let text = "Name;Phone;Notruf\nAnna;030 23125101;030 23125199\nBen;030 23125102;\n"
        let warnings = try self.warnings(text)
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("Notruf") == true)
        #expect(warnings.first?.contains("telNumbers.") == true)
        #expect(try self.warnings(text) { $0.columns = ["Notruf": .telNumber(name: "Emergency")] }.isEmpty)
        #expect(try self.warnings(text) { $0.columns = ["Notruf": .ignored] }.isEmpty)
    }

    @Test(
        "Dates, sums, keys, post codes, rooms and internal numbers are no numbers",
        arguments: [
            "01.02.2026", "2026-02-01", "1001234", "4711", "10115", "12,50", "Room 12", "DE12500105170648489890", "47", "",
        ])
    func noWarning(cell: String) throws {
        #expect(try self.warnings("Name;Phone;X\nAnna;030 23125101;\"\(cell)\"\nBen;030 23125102;\"\(cell)\"\n").isEmpty)
    }

    @Test("A column without a heading is named by its position")
    func noHeading() throws {
        #expect(try self.warnings("Name;Phone;\nAnna;030 23125101;030 23125102\n").first?.hasPrefix("column 3 ") == true)
    }

    @Test("Where the first row may be a contact, columns are named by their positions only")
    func firstRowIsData() throws {
        let book = try Books.loaded("Anna Meier;Mobile;+49 30 23125101\nBen;030 23125102;030 23125103\n")
        let told = book.statistics.warnings + book.statistics.unusedColumns + book.statistics.columns.map(\.heading)
        #expect(!told.isEmpty)
        #expect(!told.contains { $0.contains("Meier") || $0.contains("23125") })
    }

    @Test("A book with such a column is in trouble, and answers")
    func status() async throws {
        let folder = Folder()
        let book = Books.book(folder.write("a.csv", "Name;Phone;Notruf\nAnna;030 23125101;030 23125199\n"))
        try await book.load()
        #expect(book.status.trouble?.contains("Notruf") == true)
        #expect(!book.status.isStale)
        #expect(book.condition.trouble != nil)
        #expect(book.findings(for: Books.number("+493023125101")).count == 1)
    }
}
