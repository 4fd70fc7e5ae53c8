import CallModel
import Testing

@testable import AddressBooks

@Suite("C1 F7 vCard files")
struct VCardTests {
    @Test("vCard 2.1: quoted-printable with soft breaks and character sets, bare types, a card inside a card, a picture")
    func version21() throws {
        let book = try Books.loaded(path: Books.fixture("contacts-2.1.vcf"))
        #expect(book.statistics.contacts == 2)
        for number in ["+493023125150", "+493023125151", "+493023125152"] {
            let joerg = try #require(book.callers(number).first)
            #expect(joerg[.displayName] == "Jörg Müller")
            #expect(joerg[.lastName] == "Müller")
            #expect(joerg[.firstName] == "Jörg")
            #expect(joerg[.company] == "M;S Werke")
            #expect(joerg[.department] == "Einkauf")
            #expect(joerg[.streetAddress] == "Straße 1, Hof")
            #expect(joerg[.postCode] == "10115")
            #expect(joerg[.country] == "Deutschland")
            #expect(joerg[.email] == "joerg@werke.example")
            #expect(joerg[.primaryTelNumber] == "+49 30 23125 151")
            #expect(joerg.telNumbers.map(\.name) == ["Office", "Mobile", "Office Fax"])
        }
        #expect(book.callers("+493023125153").first?[.lastName] == "Second")
        #expect(book.callers("+493023125158").isEmpty)
        #expect(book.callers("+493023125159").isEmpty)
    }

    @Test("vCard 3.0: folding, groups with labels, TYPE= lists, escapes, PREF, a picture of 40 KB")
    func version30() throws {
        let book = try Books.loaded(path: Books.fixture("contacts-3.0.vcf"))
        #expect(book.statistics.contacts == 2)
        for number in ["+493023125160", "+493023125161", "+493023125162"] {
            let anna = try #require(book.callers(number).first)
            #expect(anna[.displayName] == "Anna Meier")
            #expect(anna[.jobTitle] == "Head of Sales")
            #expect(anna[.streetAddress] == "Hauptstr. 1, Hof")
            #expect(anna[.email] == "anna@acme.example")
            #expect(anna[.url] == "https://acme.example/anna")
            #expect(anna[.id] == "urn:uuid:3-0")
            #expect(anna[.primaryTelNumber] == "+49 30 23125 161")
            #expect(anna.telNumbers.map(\.name) == ["Other", "Mobile", "Office Fax"])
        }
        #expect(book.callers("+493023125168").isEmpty)
        #expect(book.callers("+493023125169").isEmpty)
    }

    @Test("A company's card is a switchboard: its block answers with the company only")
    func companyCard() throws {
        let book = try Books.loaded(path: Books.fixture("contacts-3.0.vcf"))
        let findings = book.findings(for: Books.number("+493023125277"))
        #expect(findings.map(\.grade) == [.prefix])
        #expect(findings.first?.caller.fields.map(\.field) == [.company])
    }

    @Test("KIND:org makes a company of a card that names none")
    func companyByKind() throws {
        let text = "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Globex GmbH\nTEL:030 23125-0\nEND:VCARD\n"
        #expect(try Books.loaded(text, "a.vcf").callers("+493023125177").first?[.company] == "Globex GmbH")
    }

    @Test("vCard 4.0: tel: URIs with extensions, preferences, quoted parameters, a picture as data")
    func version40() throws {
        let book = try Books.loaded(path: Books.fixture("contacts-4.0.vcf"))
        for number in ["+442079460130", "+442079460131"] {
            let dora = try #require(book.callers(number, countryCode: 44).first)
            #expect(dora[.displayName] == "Dora Lind")
            #expect(dora[.city] == "London")
            #expect(dora[.streetAddress] == "1 High St")
            #expect(dora[.primaryTelNumber] == "+44-20-7946-0131")
            #expect(dora.telNumbers.map(\.name) == ["Office", "Mobile"])
            #expect(dora.telNumbers.first?.value == "+44-20-7946-0130")
        }
    }

    @Test(
        "Words may be in any case, lines end in any way, and what stands between cards is passed over",
        arguments: ["\r\n", "\n", "\r"])
    func untidy(end: String) throws {
        let lines = [
            "", "begin:vcard", "version:3.0", "item2.fn:Anna", "Tel;type=Cell:030 23125101", "end:vcard ", "junk", "BEGIN:VCARD",
            "TEL:030 23125102", "END:VCARD",
        ]
        let book = try Books.loaded(lines.joined(separator: end), "contacts")
        #expect(book.statistics.contacts == 2)
        #expect(book.callers("+493023125101").first?.telNumbers == [NamedValue(name: "Mobile", value: "030 23125101")])
    }

    @Test("Vendor's properties give no fields; a name in a character set that nobody knows gives none either, and is listed")
    func leftOut() throws {
        let text = """
            BEGIN:VCARD
            VERSION:2.1
            FN;CHARSET=X-OWN;ENCODING=QUOTED-PRINTABLE:J=F6rg
            X-CUSTOMER:42
            NOTE:030 23125109
            TEL;CELL:030 23125101
            END:VCARD
            """
        let book = try Books.loaded(text, "a.vcf")
        let caller = try #require(book.callers("+493023125101").first)
        #expect(caller.fields.map(\.field) == [.primaryTelNumber])
        #expect(book.statistics.unusable == [UnusableRow(line: 1, reason: .unreadableText)])
        #expect(book.statistics.contacts == 1)
    }

    @Test(
        "Quoted-printable that is none stays as it is",
        arguments: [("=C3=B6", "ö"), ("=3d", "="), ("a=", "a="), ("a=4", "a=4"), ("=zz", "=zz")])
    func quotedPrintable(written: String, text: String) {
        #expect(String(decoding: VCardProperty.fromQuotedPrintable(Array(written.utf8)), as: UTF8.self) == text)
    }

    @Test("Numbers that can't be used are listed by the card's line")
    func unusable() throws {
        let text = "BEGIN:VCARD\nTEL:030 23125101\nEND:VCARD\nBEGIN:VCARD\nFN:Ben\nTEL:none\nEND:VCARD\n"
        #expect(try Books.loaded(text, "a.vcf").statistics.unusable == [UnusableRow(line: 4, reason: .unreadableNumber)])
    }
}
