import CallModel
import Testing

@testable import AddressBooks

@Suite("F1 Files whose end does not show that they are whole")
struct OpenEndTests {
    private let folder = Folder()
    private let whole = "name,phone\n" + (101...140).map { "Contact \($0),030 23125\($0)\n" }.joined()

    /// A book that has loaded the whole file, and now finds another in its place.
    private func reloaded(with text: String, checksum: String? = nil) async throws -> AddressBook {
        let digest: AddressBook.Digest = { _ in [UInt8](repeating: 1, count: 32) }
        let path = self.folder.write("a.csv", self.whole)
        let book = AddressBook(Books.options(path), numbers: FakeNumbers(), time: HandClock(), digest: digest)
        try await book.load()
        if let checksum { self.folder.write("a.csv.sha256", checksum) }
        self.folder.write("a.csv", text)
        for _ in 0..<2 { await book.poll() }
        return book
    }

    @Test(
        "A file that is cut inside its last cell, or in its first row, leaves the old one standing", arguments: [0.5, 0.8, 0.05])
    func cut(part: Double) async throws {
        var text = String(self.whole.prefix(Int(Double(self.whole.count) * part)))
        while text.last == "\n" || text.last == "," { text.removeLast() }
        let book = try await self.reloaded(with: text)
        #expect(book.status.contacts == 40)
        #expect(book.status.isStale)
        let message = book.status.problem?.message ?? ""
        #expect(message.contains("line"))
    }

    @Test("What to do is said")
    func advice() async throws {
        let book = try await self.reloaded(with: "name,phone\nContact 101,030 2312")
        #expect(book.status.problem == .openEnd(line: 2))
        #expect(book.status.problem?.message.contains("FILE.sha256") == true)
    }

    @Test("A file that never ends its last line is taken while it shrinks by less than a tenth, and when it grows")
    func careless() async throws {
        let shorter = try await self.reloaded(with: String(self.whole.dropLast(2)))
        #expect(shorter.status.contacts == 40)
        #expect(!shorter.status.isStale)
        #expect(shorter.generation == 2)
        let longer = try await self.reloaded(with: self.whole + "Dora,030 23125200")
        #expect(longer.status.contacts == 41)
        #expect(longer.status.trouble == nil)
    }

    @Test("A checksum that fits vouches for the file")
    func checksum() async throws {
        let fits = String(repeating: "01", count: 32) + "  a.csv\n"
        let book = try await self.reloaded(with: "name,phone\nContact 101,030 23125101", checksum: fits)
        #expect(book.status.contacts == 1)
        #expect(book.statistics?.warnings.isEmpty == true)
    }

    @Test("A first load is taken, with a warning that is no trouble")
    func firstLoad() async throws {
        let book = Books.book(self.folder.write("b.csv", "name,phone\nAnna,030 23125101"))
        try await book.load()
        #expect(book.status.contacts == 1)
        #expect(book.status.warnings.count == 1)
        #expect(book.status.warnings.first?.contains("line 2") == true)
        #expect(book.status.trouble == nil)
        #expect(try Books.loaded("name,phone\nAnna,030 23125101\n").statistics.warnings.isEmpty)
    }
}
