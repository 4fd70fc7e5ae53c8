import CallModel
import Glibc
import Testing

@testable import AddressBooks

@Suite("C10 An address book that is filled through the interface")
struct APIAddressBookTests {
    private let book = APIAddressBooks.book()

    @Test("What is put in is found at once, by every number and every writing", arguments: ["+493023125101", "+493023125102"])
    func findsAtOnce(number: String) {
        let more = #","businessPhones":["030 23125-101"],"mobilePhones":["+49 (0)30 23125102"]"#
        #expect(self.book.put([APIAddressBooks.contact("1", "Anna", more)], addsNew: true) == [.added])
        let findings = self.book.findings(for: Books.number(number))
        #expect(findings.map(\.grade) == [.exact])
        #expect(findings.first?.caller[.firstName] == "Anna")
        #expect(findings.first?.caller[.id] == "1")
        #expect(findings.first?.caller.telNumbers.map(\.name) == ["Office", "Mobile"])
    }

    @Test("A contact that is put again is updated, and its old number finds nobody")
    func updates() {
        _ = self.book.put([APIAddressBooks.contact("1", "Anna", phone: 101)], addsNew: true)
        #expect(self.book.put([APIAddressBooks.contact("1", "Anne", phone: 102)], addsNew: true) == [.updated])
        #expect(APIAddressBooks.names(self.book, 101) == [])
        #expect(APIAddressBooks.names(self.book, 102) == ["Anne"])
        #expect(self.book.contactCount == 1)
    }

    @Test("The generation grows with each change, and with nothing else")
    func generation() {
        let anna = APIAddressBooks.contact("1", "Anna", phone: 101)
        var last = self.book.generation
        func hasGrown() -> Bool {
            defer { last = self.book.generation }
            return self.book.generation > last
        }
        #expect(self.book.put([anna], addsNew: true) == [.added])
        #expect(hasGrown())
        #expect(self.book.put([anna], addsNew: true) == [.unchanged])
        #expect(self.book.put([APIAddressBooks.contact("2", "Ben")], addsNew: false) == [.notFound])
        #expect(self.book.delete(["2"]) == 0)
        #expect(!hasGrown())
        #expect(self.book.delete(["1", "1"]) == 1)
        #expect(hasGrown())
        #expect(self.book.clear() == 0)
        #expect(!hasGrown())
        _ = self.book.put([anna], addsNew: true)
        #expect(hasGrown())
        #expect(self.book.clear() == 1)
        #expect(hasGrown())
        #expect(APIAddressBooks.names(self.book, 101) == [])
    }

    @Test("Cells in which a number can't be read are told, and counted while they are there")
    func unreadable() {
        func contact(_ id: String, _ phones: String) -> BookContact {
            BookContact(id: id, json: Array(#"{"externalId":"\#(id)","businessPhones":[\#(phones)]}"#.utf8))
        }
        let book = APIAddressBooks.book()
        let contacts = [
            contact("1", #""+493023125101","n/a""#), contact("2", #""later","n/a""#), contact("3", #""+493023125103""#),
            contact("4", #""+493023125104; n/a""#),
        ]
        _ = book.put(contacts, addsNew: true)
        #expect(
            book.unreadableNumbers(of: ["2", "1", "3", "none", "4"]) == [
                ["later", "n/a"], ["n/a"], [], [], ["+493023125104; n/a"],
            ])
        #expect(book.unreadableCount == 4)
        _ = book.put([contact("2", #""+493023125102""#), contact("3", #""n/a""#)], addsNew: true)
        #expect(book.unreadableCount == 3)
        #expect(book.delete(["1"]) == 1 && book.unreadableCount == 2)
        #expect(book.clear() == 3 && book.unreadableCount == 0)
    }

    @Test("Of several contacts with one number all are told, the first that came first")
    func sharedNumber() {
        _ = self.book.put(["Anna", "Ben", "Carl"].map { APIAddressBooks.contact($0, $0, phone: 101) }, addsNew: true)
        _ = self.book.put([APIAddressBooks.contact("Anna", "Anna", phone: 101, #","company":"ACME AG""#)], addsNew: true)
        #expect(APIAddressBooks.names(self.book, 101) == ["Anna", "Ben", "Carl"])
        _ = self.book.delete(["Ben"])
        #expect(APIAddressBooks.names(self.book, 101) == ["Anna", "Carl"])
    }

    @Test("Pages come in the order of ids, and leave nobody out")
    func pages() {
        _ = self.book.put((0..<25).map { APIAddressBooks.contact("\($0)", "Anna") }, addsNew: true)
        var seen: [String] = []
        while case let page = self.book.contacts(after: seen.last, limit: 10), !page.isEmpty { seen += page.map(\.id) }
        #expect(seen == (0..<25).map(String.init).sorted())
        #expect(self.book.contacts(["7", "none", "3"]).map(\.id) == ["7", "3"])
    }

    @Test("A book takes 100,000 contacts; the next one is refused, and those that are there can still be changed")
    func full() {
        for start in stride(from: 0, to: APIContactTable.limit, by: 1_000) {
            _ = self.book.put((start..<start + 1_000).map { APIAddressBooks.contact("\($0)", "Anna") }, addsNew: true)
        }
        #expect(self.book.contactCount == 100_000)
        #expect(self.book.put([APIAddressBooks.contact("one more", "Ben")], addsNew: true) == [.bookFull])
        #expect(self.book.put([APIAddressBooks.contact("7", "Ben", phone: 101)], addsNew: true) == [.updated])
        #expect(APIAddressBooks.names(self.book, 101) == ["Ben"])
        #expect(self.book.delete(["8"]) == 1)
        #expect(self.book.put([APIAddressBooks.contact("one more", "Ben")], addsNew: true) == [.added])
    }

    @Test("Bytes are bounded too: what would not fit in the file again is refused, and what leaves makes room")
    func bytesAreBounded() {
        let (anna, ben) = (APIAddressBooks.entry("1", "Anna"), APIAddressBooks.entry("2", "Ben"))
        var contacts = APIContactTable(byteLimit: anna.contact.json.count + ben.contact.json.count)
        #expect([anna, ben].map { contacts.put($0, addsNew: true) } == [.added, .added])
        #expect(contacts.put(APIAddressBooks.entry("2", "Benedict"), addsNew: true) == .bookFull)
        #expect(contacts.put(APIAddressBooks.entry("2", "Be"), addsNew: true) == .updated)
        #expect(contacts.put(ben, addsNew: true) == .updated)
        let isGone = contacts.remove("1")
        #expect(isGone)
        #expect(contacts.put(APIAddressBooks.entry("2", "Benedict"), addsNew: true) == .updated)
    }
}
