import CallModel
import Testing

@testable import AddressBooks

@Suite("C15 LDIF files")
struct LDIFTests {
    @Test("A directory's export: folding, base64, comments, options of attributes, several values, pictures, a trailer")
    func directory() throws {
        let book = try Books.loaded(path: Books.fixture("directory.ldif"))
        #expect(book.statistics.format == .ldif)
        #expect(book.statistics.contacts == 3)
        #expect(book.statistics.withoutNumber == 1)
        #expect(book.statistics.unusable.isEmpty)
        for number in ["+493023125101", "+493023125102", "+4917223433301", "+493023125109"] {
            let anna = try #require(book.callers(number).first)
            #expect(anna[.displayName] == "Anna Meier")
            #expect(
                [anna[.firstName], anna[.lastName], anna[.company], anna[.department]] == ["Anna", "Meier", "ACME AG", "Sales"])
            #expect(anna[.jobTitle] == "Head of Sales")
            #expect(anna[.streetAddress]?.hasPrefix("Hauptstr. 1") == true)
            #expect([anna[.city], anna[.postCode], anna[.email]] == ["Berlin", "10115", "anna.meier@acme.example"])
            #expect(anna[.url] == nil)
            #expect(anna.telNumbers.map(\.name) == ["Office", "Office 2", "Mobile", "Fax"])
        }
        let joerg = try #require(book.callers("+493023125103").first)
        #expect([joerg[.displayName], joerg[.lastName]] == ["Jörg Müller", "Müller"])
        #expect(book.findings(for: Books.number("+493023125177")).map(\.caller[.company]) == ["ACME AG"])
        #expect(book.statistics.unreadColumns.map(\.title) == ["extensionAttribute7"])
    }

    @Test("The configuration's columns name attributes")
    func columns() throws {
        let path = Books.fixture("directory.ldif")
        let book = try Books.loaded(path: path) { $0.columns = ["extensionAttribute7": .telNumber(name: "Desk")] }
        #expect(book.callers("+493023125104").first?[.displayName] == "Jörg Müller")
        #expect(book.statistics.warnings.isEmpty)
        #expect(throws: AddressBookError.columnNotFound(heading: "desk")) {
            try Books.loaded(path: path) { $0.columns = ["desk": .telNumber(name: "Desk")] }
        }
    }

    @Test(
        "Records of changes are refused", arguments: ["changetype: add", "changetype: modify\nreplace: mobile", "control: 1.2"])
    func changes(line: String) {
        #expect(throws: AddressBookError.changeRecord(line: 3)) {
            try Books.loaded("version: 1\n\ndn: cn=Anna\n\(line)\ncn: Anna\nmobile: 030 23125101\n", "a.ldif")
        }
    }

    @Test("An entry that is none, or has a line that is none, is listed; the others stay")
    func broken() throws {
        let text =
            "dn: cn=Anna\r\ncn: Anna\r\nmobile: 030 23125101\r\n\r\ncn: Ben\r\nmobile: 030 23125102\r\n\r\ndn: cn=Carl\r\ncn:: %%\r\nno colon\r\n"
            + "mobile: 030 23125103\r\n"
        let book = try Books.loaded(text, "a.txt")
        #expect(book.statistics.format == .ldif)
        #expect(book.callers("+493023125101").count == 1)
        #expect(book.callers("+493023125102").isEmpty)
        #expect(book.callers("+493023125103").count == 1)
        #expect(book.statistics.unusable == [UnusableRow(line: 5, reason: .badSyntax), UnusableRow(line: 8, reason: .badSyntax)])
    }

    @Test("Thunderbird's attributes")
    func thunderbird() throws {
        let text = """
            dn: cn=Anna Meier,mail=anna@acme.example
            objectclass: mozillaAbPersonAlpha
            givenName: Anna
            sn: Meier
            telephoneNumber: 030 23125101
            homePhone: 030 23125102
            mozillaHomeStreet: Hauptstr. 1
            mozillaHomeLocalityName: Berlin
            mozillaHomePostalCode: 10115

            """
        let anna = try #require(try Books.loaded(text, "a.ldif").callers("+493023125102").first)
        #expect([anna[.streetAddress], anna[.city], anna[.postCode]] == ["Hauptstr. 1", "Berlin", "10115"])
        #expect(anna.telNumbers.map(\.name) == ["Office", "Home"])
    }

    @Test(
        "Base64",
        arguments: [("QQ==", "A"), ("QUI=", "AB"), ("QUJD", "ABC"), ("QU JD", "ABC"), ("", ""), ("Q", nil), ("Q%==", nil)])
    func base64(text: String, value: String?) {
        #expect(Base64.decoded(text.utf8).map { String(decoding: $0, as: UTF8.self) } == value)
    }
}
