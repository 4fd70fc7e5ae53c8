import CallModel
import TestSupport
import Testing
import Waiting

@testable import AddressBooks

@Suite("C10 An address book that flows fill while it is read", .timeLimit(.minutes(5)))
struct APIAddressBookConcurrencyTests {
    /// The ids from the first page to the last.
    private func ids(_ book: APIAddressBook, page: Int = 7) -> [String] {
        var ids: [String] = []
        while true {
            let next = book.contacts(after: ids.last, limit: page).map(\.id)
            guard !next.isEmpty else { return ids }
            ids += next
        }
    }

    @Test("Each flow's contacts are as it left them, numbers find whom they belong to, and pages are in order")
    func changes() async throws {
        let book = APIAddressBooks.book()
        let left = try await race(steps: 100) { racer -> (id: String, name: String?) in
            // Ids of its own, names that change, and numbers that all share.
            let (id, name, phone) = ("\(racer.index)-\(racer.below(10))", "Anna \(racer.step)", 100 + racer.below(20))
            if racer.below(4) == 0 {
                _ = book.delete([id])
                #expect(book.contacts([id]).isEmpty)
                return (id, nil)
            }
            let before = book.generation
            let results = book.put([APIAddressBooks.contact(id, name, phone: phone)], addsNew: true)
            #expect(results == [.added] || results == [.updated])
            #expect(book.generation > before && APIAddressBooks.names(book, phone).contains(name))
            if racer.below(10) == 0 {
                let ids = self.ids(book)
                #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
            }
            return (id, name)
        }
        // Outcomes come task by task in order: the last one of an id counts.
        let expected = left.reduce(into: [String: String]()) { $0[$1.id] = $1.name }
        #expect(self.ids(book) == expected.keys.sorted() && book.contactCount == expected.count)
        let names = (100..<120).flatMap { APIAddressBooks.names(book, $0) }
        #expect(names.sorted() == expected.values.sorted())
        #expect(book.clear() == expected.count)
        #expect((100..<120).allSatisfy { APIAddressBooks.names(book, $0).isEmpty })
    }

    @Test("The file has what is in memory once the last save is done, however many save at once")
    func saving() async throws {
        let folder = Folder()
        let path = folder.file("pushed.json")
        let book = APIAddressBooks.book(path)
        try await book.load()
        try await race(8, steps: 20) { racer in
            _ = book.put([APIAddressBooks.contact("\(racer.index)-\(racer.below(5))", "Anna \(racer.step)")], addsNew: true)
            if racer.below(3) == 0 { await book.save() }
        }
        await book.save()
        #expect(book.problem == nil)
        let copy = APIAddressBooks.book(path)
        try await copy.load()
        #expect(self.ids(copy) == self.ids(book))
        #expect(copy.contacts(self.ids(copy)).map(\.json) == book.contacts(self.ids(book)).map(\.json))
    }
}
