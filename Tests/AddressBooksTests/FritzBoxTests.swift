import CallModel
import Testing

@testable import AddressBooks

@Suite("C15 Telephone books of a FRITZ!Box")
struct FritzBoxTests {
    @Test("Names, kinds of numbers, the main number, mail, entities; a broken contact is one broken contact")
    func export() throws {
        let book = try Books.loaded(path: Books.fixture("fritzbox.xml"))
        #expect(book.statistics.format == .fritzBox)
        #expect(book.statistics.contacts == 3)
        for number in ["+493023125110", "+4917223433310", "+493023125119", "+493023125111"] {
            let joerg = try #require(book.callers(number).first)
            #expect(joerg[.displayName] == "Müller & Söhne, Jörg")
            #expect(
                [joerg[.email], joerg[.id], joerg[.primaryTelNumber]] == ["joerg@mueller.example", "17", "+49 172 23433310"])
            #expect(joerg.telNumbers.map(\.name) == ["Home", "Mobile", "Office Fax", "Lager"])
        }
        #expect(book.callers("+493023125112").first?[.displayName] == "Ben <Braun>")
        #expect(book.callers("+493023125113").first?[.displayName] == "Carl")
        #expect(book.callers("+493023125118").isEmpty)
        #expect(book.statistics.unusable == [UnusableRow(line: 13, reason: .badSyntax)])
    }

    @Test("The encoding that the document says it is in")
    func encoding() throws {
        let head = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<phonebooks><phonebook><contact><person><realName>J"
        let tail =
            "rg</realName></person><telephony><number type=\"home\">030 23125101</number></telephony></contact></phonebook></phonebooks>"
        let book = try Books.loaded(Array(head.utf8) + [0xF6] + Array(tail.utf8), "a.xml")
        #expect(book.callers("+493023125101").first?[.displayName] == "Jörg")
        #expect(book.statistics.encoding == .latin1)
    }

    @Test(
        "Document types, other documents and halves of one are refused",
        arguments: [
            (
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><phonebooks></phonebooks>",
                AddressBookError.badXML(line: 1)
            ),
            ("<?xml version=\"1.0\"?><html></html>", .badXML(line: 1)),
            ("<phonebooks><phonebook><contact><person/></contact>", .truncated(line: 1)),
            ("<phonebooks>\n<phonebook><contact>\n</phonebook></phonebooks>", .truncated(line: 2)),
            ("<phonebooks><phonebook></phonebook></phonebooks>", .empty),
        ])
    func refused(text: String, error: AddressBookError) {
        #expect(throws: error) { try Books.loaded(text, "a.xml") }
    }

    @Test(
        "Entities that were never declared, deep nesting and other tricks are broken contacts",
        arguments: [
            "<realName>&bomb;</realName>", "<realName>&#xFFFFFFFF;</realName>", "<!DOCTYPE a><realName>A</realName>",
            "<realName a=\"1\" a=\"2\">A</realName>", "<realName>A</RealName>", "<realName a=1>A</realName>",
            String(repeating: "<a>", count: 100), "<!-- <realName>A</realName>",
        ])
    func tricks(inside: String) throws {
        let text =
            "<phonebooks><phonebook><contact>\(inside)<telephony><number>030 23125101</number></telephony></contact>"
            + "<contact><telephony><number>030 23125102</number></telephony></contact></phonebook></phonebooks>"
        let book = try Books.loaded(text, "a.xml")
        #expect(book.callers("+493023125101").isEmpty)
        #expect(book.callers("+493023125102").count == 1)
        #expect(book.statistics.unusableRecords == 1)
    }
}
