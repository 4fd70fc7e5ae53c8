import CallModel
import Testing

@testable import AddressBooks

@Suite("C8 A book has one form of a line, the caller the other")
struct OtherFormTests {
    private static let pairs = [
        ("+54 11 2345-6789", 54, "+5491123456789", 54), ("+54 9 221 234-5678", 54, "+542212345678", 54),
        ("+55 11 9876-5432", 55, "+5511998765432", 55), ("+55 21 98765-4321", 55, "+552187654321", 55),
        ("+39 0549 882555", 39, "+3780549882555", 378), ("+378 0549 882555", 378, "+390549882555", 39),
    ]

    @Test("The record is found in both directions, with grade national", arguments: Self.pairs)
    func found(cell: String, _: Int, caller: String, countryCode: Int) throws {
        let book = try Books.loaded("name,phone\nAna,\(cell)\n")
        let findings = book.findings(for: Books.number(caller, countryCode: countryCode))
        #expect(findings.map(\.grade) == [.national])
        #expect(findings.first?.caller[.displayName] == "Ana")
    }

    @Test("So is a contact that was pushed", arguments: Self.pairs)
    func foundInPushed(cell: String, _: Int, caller: String, countryCode: Int) {
        let book = APIAddressBooks.book()
        _ = book.put([APIAddressBooks.contact("1", "Ana", #","businessPhones":["\#(cell)"]"#)], addsNew: true)
        #expect(book.findings(for: Books.number(caller, countryCode: countryCode)).map(\.grade) == [.national])
    }

    @Test("A record with the caller's own form leaves the other aside")
    func exactFirst() throws {
        let book = try Books.loaded("name,phone\nOld,+54 11 2345-6789\nNew,+54 9 11 2345-6789\n")
        let findings = book.findings(for: Books.number("+5491123456789", countryCode: 54))
        #expect(findings.map(\.grade) == [.exact])
        #expect(findings.first?.caller[.displayName] == "New")
    }

    @Test("A fixed line of Brazil is no form of a mobile")
    func fixedLine() throws {
        let book = try Books.loaded("name,phone\nBruno,+55 11 2345-6789\n")
        #expect(book.findings(for: Books.number("+5511923456789", countryCode: 55)).isEmpty)
    }
}
