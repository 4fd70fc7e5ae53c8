import CallModel
import Glibc
import Testing

@testable import AddressBooks

@Suite("C10 The file of a book that is filled through the interface")
struct APIAddressBookFileTests {
    private let folder = Folder()
    private var path: String { self.folder.file("pushed.json") }

    private func loaded() async throws(AddressBookError) -> APIAddressBook {
        let book = APIAddressBooks.book(self.path)
        try await book.load()
        return book
    }

    private func mode() -> mode_t? {
        var status = stat()
        return stat(self.path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    @Test("What was saved is there at the next start; the file is its owner's only, and nothing lies beside it")
    func comesBack() async throws {
        let book = try await self.loaded()
        _ = book.put(
            [APIAddressBooks.contact("1", "Anna", phone: 101), APIAddressBooks.contact("2", "Ben", phone: 102)], addsNew: true)
        _ = book.delete(["2"])
        await book.save()
        #expect(self.mode() == 0o600)
        #expect(access(self.path + ".new", F_OK) != 0)
        let again = try await self.loaded()
        #expect(APIAddressBooks.names(again, 101) == ["Anna"])
        #expect(APIAddressBooks.names(again, 102) == [])
        #expect(again.contacts(["1"]) == book.contacts(["1"]))
    }

    @Test("The file is an ordinary JSON book", arguments: ["Anna", #"\"[{,\\ \u00e4 \u0001"#])
    func isAnOrdinaryBook(name: String) async throws {
        let book = try await self.loaded()
        _ = book.put(
            [APIAddressBooks.contact("1", name, phone: 101), APIAddressBooks.contact("2", "Ben", phone: 102)], addsNew: true)
        await book.save()
        let ordinary = Books.book(self.path)
        #expect(try await ordinary.load().contacts == 2)
        #expect(APIAddressBooks.names(ordinary, 101) == APIAddressBooks.names(book, 101))
        #expect(APIAddressBooks.names(ordinary, 102) == ["Ben"])
    }

    @Test("The largest contact that the interface takes can be read again")
    func largestContact() async throws {
        let rest = #","company":"""#.utf8.count
        let small = APIAddressBooks.contact("1", "Anna", phone: 101)
        let filling = String(repeating: "x", count: BookContact.largest - small.json.count - rest)
        let large = APIAddressBooks.contact("1", "Anna", phone: 101, #","company":"\#(filling)""#)
        #expect(large.json.count == BookContact.largest)
        let book = try await self.loaded()
        _ = book.put([large], addsNew: true)
        await book.save()
        #expect(APIAddressBooks.names(try await self.loaded(), 101) == ["Anna"])
    }

    @Test("Saves that come together never put half a file in place, and leave no trouble behind")
    func savesInTurn() async throws {
        let book = try await self.loaded()
        for round in 0..<20 {
            _ = book.put((0..<500).map { APIAddressBooks.contact("\($0)", "Anna \(round)", phone: 101) }, addsNew: true)
            await withTaskGroup { group in
                for _ in 0..<4 { group.addTask { await book.save() } }
            }
            #expect(book.problem == nil)
            #expect(try APIAddressBookFile.read(self.path).count == 500)
        }
    }

    @Test("A file that is no book is left as it is, and the book answers from memory", arguments: ["[{]", "no JSON", "[{}]"])
    func leavesWhatItCantRead(text: String) async throws {
        self.folder.write("pushed.json", text)
        let book = APIAddressBooks.book(self.path)
        await #expect(throws: AddressBookError.self) { try await book.load() }
        #expect(book.condition.trouble != nil)
        _ = book.put([APIAddressBooks.contact("1", "Anna", phone: 101)], addsNew: true)
        await book.save()
        #expect(APIAddressBooks.names(book, 101) == ["Anna"])
        let left = try BookFile.read(self.path).bytes
        #expect(Array(left.memory) == Array(text.utf8))
    }

    @Test("Where the file can't be written the book says so, and is well once it can")
    func saysWhenItCantWrite() async throws {
        let book = try await self.loaded()
        _ = book.put([APIAddressBooks.contact("1", "Anna", phone: 101)], addsNew: true)
        // A folder in the draft's place stops everybody, root too.
        mkdir(self.path + ".new", 0o700)
        await book.save()
        #expect(book.problem == .cannotWrite)
        #expect(APIAddressBooks.names(book, 101) == ["Anna"])
        rmdir(self.path + ".new")
        await book.save()
        #expect(book.problem == nil)
        #expect(try APIAddressBookFile.read(self.path).count == 1)
    }
}
