import CallModel
import Testing

@Suite("C8 The two forms of one line")
struct OtherFormTests {
    private func number(_ countryCode: Int, _ national: String) -> PhoneNumber {
        let e164 = "+\(countryCode)\(national)"
        return PhoneNumber(e164: e164, international: e164, national: national, countryCode: countryCode)
    }

    @Test(
        "Each form leads to the other",
        arguments: [
            (54, "91123456789", 54, "1123456789"), (54, "92211234567", 54, "2211234567"), (54, "93415551234", 54, "3415551234"),
            (55, "11998765432", 55, "1198765432"), (55, "21987654321", 55, "2187654321"), (55, "85961234567", 55, "8561234567"),
            (52, "15512345678", 52, "5512345678"), (52, "12221234567", 52, "2221234567"), (378, "0549882555", 39, "0549882555"),
            (229, "0195123456", 229, "95123456"), (229, "0121123456", 229, "21123456"), (57, "6012345678", 57, "12345678"),
        ])
    func pairs(code: Int, national: String, otherCode: Int, otherNational: String) {
        let (one, other) = (self.number(code, national), self.number(otherCode, otherNational))
        #expect(one.otherForm == other.key)
        #expect(other.otherForm == one.key)
    }

    @Test(
        "All else has one form: fixed lines of Brazil, mobiles of Colombia, other lines of Italy, other countries",
        arguments: [
            (55, "1123456789"), (55, "11923456789"), (54, "8001234567"), (54, "9112345678"), (57, "3211234567"),
            (39, "0212345678"),
            (39, "05498825551"), (378, "66661212"), (229, "0295123456"), (49, "3023125123"), (1, "2025550123"),
            (44, "2079460123"),
        ])
    func none(code: Int, national: String) {
        #expect(self.number(code, national).otherForm == nil)
    }
}
