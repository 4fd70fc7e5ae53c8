import CallModel
import Testing

@testable import AddressBooks

@Suite("C1 JSON files")
struct JSONBookTests {
    @Test("Contacts as the address book interface takes them")
    func interfaceShape() throws {
        let book = try Books.loaded(path: Books.fixture("contacts.json"))
        #expect(book.statistics.contacts == 2)
        for number in ["+493023125170", "+493023125171"] {
            let anna = try #require(book.callers(number).first)
            #expect(anna[.id] == "c-1")
            #expect(anna[.upn] == "anna@acme.example")
            #expect(anna[.imAddress] == "sip:anna@acme.example")
            #expect(anna[.streetAddress] == "Hauptstr. 1")
            #expect(anna[.postCode] == "10115")
            #expect(anna[.jobTitle] == nil)
            #expect(anna.telNumbers.map(\.name) == ["Office", "Mobile"])
            #expect(anna.customFields == [NamedValue(name: "Tier", value: "Gold")])
        }
    }

    @Test("Contacts as caller fields; a long id keeps its digits")
    func callerFields() throws {
        let book = try Books.loaded(path: Books.fixture("contacts.json"))
        for number in ["+12025550103", "+12025550104"] {
            let ben = try #require(book.callers(number, countryCode: 1).first)
            #expect(ben[.id] == "12345678901234567890")
            #expect(ben[.displayName] == "Ben \"B\" Okoro")
            #expect(ben[.primaryTelNumber] == "+1 202 555 0103")
            #expect(ben.telNumbers.map(\.name) == ["Primary", "Lab"])
        }
    }

    @Test(
        "What is no strict JSON array of objects is refused with its line",
        arguments: [
            ("{}", 1), ("[1]", 1), ("[{}\n,]", 2), ("[{}] x", 1), ("[\n{}\n{}]", 3), ("[{\"a\": 1,}]", 1),
            ("[\n{\"a\": 1,\n \"a\": 2}]", 3),
            ("[{\"a\": \"\n\"}]", 1), ("[[{}]]", 1), ("[{\"a\": NaN}]", 1), ("[{\"a\": [}]}]", 1),
        ])
    func notStrict(text: String, line: Int) {
        #expect(throws: AddressBookError.badJSON(line: line)) { try Books.loaded(text, "a.json") }
    }

    @Test("F1 A file that breaks off is not loaded", arguments: ["[", "[{\"a\"", "[{}", "[{},", "[{\"a\": \"]}"])
    func truncated(text: String) {
        #expect(throws: AddressBookError.truncated(line: 1)) { try Books.loaded(text, "a.json") }
    }

    @Test("An empty array is an empty book")
    func empty() throws {
        #expect(throws: AddressBookError.empty) { try Books.loaded("[ ]", "a.json") }
        #expect(throws: AddressBookError.empty) { try Books.loaded(" ", "a.json") }
        #expect(try Books.loaded("[]", "a.json") { $0.allowEmpty = true }.statistics.contacts == 0)
    }

    @Test(
        "A member of the wrong type costs the contact, and only that",
        arguments: [
            #"{"firstName": 1}"#, #"{"businessPhones": "030 23125101"}"#, #"{"mobilePhones": [49302312]}"#,
            #"{"telNumbers": ["x"]}"#,
            #"{"customFields": [{"name": "a"}]}"#, #"{"addresses": {}}"#,
        ])
    func wrongType(contact: String) throws {
        let text = "[\n\(contact.dropLast()), \"homePhones\": [\"030 23125102\"]},\n{\"homePhones\": [\"030 23125103\"]}\n]"
        let book = try Books.loaded(text, "a.json")
        #expect(book.statistics.unusable == [UnusableRow(line: 2, reason: .wrongType)])
        #expect(book.callers("+493023125102").isEmpty)
        #expect(book.callers("+493023125103").count == 1)
    }

    @Test("A contact over 64 KiB is left out")
    func long() throws {
        let long = String(repeating: "y", count: 66_000)
        let text = #"[{"homePhones": ["030 23125102"], "x": "\#(long)"}, {"homePhones": ["030 23125103"]}]"#
        let book = try Books.loaded(text, "a.json")
        #expect(book.statistics.unusable == [UnusableRow(line: 1, reason: .tooLong)])
        #expect(book.statistics.contacts == 1)
    }

    @Test("A contact may mark its numbers as blocks")
    func block() throws {
        let text = #"[{"company": "Acme AG", "firstName": "Anna", "businessPhones": ["030 23125 100"], "block": true}]"#
        let findings = try Books.loaded(text, "a.json").findings(for: Books.number("+493023125177"))
        #expect(findings.map(\.grade) == [.prefix])
        #expect(findings.first?.caller.fields.map(\.value) == ["Acme AG"])
    }

    @Test("Small parts give the same book", arguments: [1, 100])
    func parts(size: Int) throws {
        let whole = try Books.loaded(path: Books.fixture("contacts.json"))
        let cut = try Books.loaded(path: Books.fixture("contacts.json"), partBytes: size)
        #expect(whole.callers("+493023125170") == cut.callers("+493023125170"))
        #expect(whole.statistics.numbers == cut.statistics.numbers)
    }
}
