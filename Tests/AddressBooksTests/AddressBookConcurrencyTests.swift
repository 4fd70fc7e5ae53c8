import CallModel
import TestSupport
import Testing

@testable import AddressBooks

@Suite("C1 An address book that is loaded anew while it answers", .timeLimit(.minutes(5)))
struct AddressBookConcurrencyTests {
    @Test("Each look-up is answered by one whole book, and generations rise")
    func replacing() async throws {
        let folder = Folder()
        let text = "name,phone\n" + (100..<400).map { "Anna \($0),030 23125\($0)\n" }.joined()
        let path = folder.write("a.csv", text)
        let book = AddressBook(Books.options(path), numbers: FakeNumbers(), time: HandClock())
        let statistics = try await book.load()
        try await race(8, steps: 40) { racer in
            let before = book.generation
            if racer.index < 2, racer.step % 8 == 0 {
                let loaded = try await book.load()
                #expect(loaded == statistics && book.generation > before)
            }
            if racer.index == 2, racer.step % 8 == 0 { await book.poll() }
            let last = 100 + racer.below(300)
            let found = book.findings(for: Books.number("+493023125\(last)"))
            #expect(found.map { $0.caller[.displayName] } == ["Anna \(last)"])
            #expect(book.status.contacts == 300 && book.statistics == statistics && book.generation >= before)
        }
        #expect(book.status.problem == nil)
    }
}
