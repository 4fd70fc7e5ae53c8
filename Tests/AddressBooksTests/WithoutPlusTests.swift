import CallModel
import Testing

@testable import AddressBooks

@Suite("C8 A cell without a plus or a prefix")
struct WithoutPlusTests {
    private func found(_ cell: String, _ caller: String, _ code: Int, isValid: Bool = true, region: String = "DE") throws
        -> [Grade]
    {
        let number = PhoneNumber(e164: caller, international: caller, national: caller, countryCode: code, isValid: isValid)
        let pushed = APIAddressBooks.book()
        _ = pushed.put([APIAddressBooks.contact("1", "Bob", #","businessPhones":["\#(cell)"]"#)], addsNew: true)
        let book = try Books.loaded("name,phone\nBob,\(cell)\nOther,+44 20 7946 0999\n")
        let grades = book.findings(for: .full(number)).map(\.grade)
        #expect(pushed.findings(for: .full(number)).map(\.grade) == grades)
        return grades
    }

    @Test(
        "It is found by both readings: exact by the national one, national as E.164",
        arguments: [
            ("4915223433301", "+494915223433301", 49, Grade.exact), ("4915223433301", "+4915223433301", 49, .national),
            ("442079460123", "+442079460123", 44, .national), ("33199001234", "+33199001234", 33, .national),
        ])
    func readings(cell: String, caller: String, code: Int, grade: Grade) throws {
        #expect(try self.found(cell, caller, code) == [grade])
    }

    @Test(
        "A plus or a prefix in the cell, or a caller that no plan knows, leaves the one reading",
        arguments: [
            ("+494915223433301", "+4915223433301", 49, true), ("04915223433301", "+4915223433301", 49, true),
            ("4915223433301", "+4915223433301", 49, false), ("491522", "+491522", 49, true),
        ])
    func others(cell: String, caller: String, code: Int, isValid: Bool) throws {
        #expect(try self.found(cell, caller, code, isValid: isValid).isEmpty)
    }
}
