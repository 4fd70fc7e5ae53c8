import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 Numbers of lengths that the plan does not know yet")
struct NewLengthTests {
    @Test(
        "With a country calling code, 7 to 15 digits in all are possible",
        arguments: [
            ("+2290195123456", "-", "+2290195123456"), ("+229 01 95 12 34 56", "DE", "+2290195123456"),
            ("002290195123456", "DE", "+2290195123456"), ("011 229 01 95 12 34 56", "US", "+2290195123456"),
            ("tel:+229-0195123456", "-", "+2290195123456"), ("sip:+2290195123457@sbc.example", "DE", "+2290195123457"),
            ("\u{FF0B}2290195123456", "-", "+2290195123456"), ("+3312345", "FR", "+3312345"), ("+331234", "FR", "!invalid"),
            ("+33123456", "-", "+33123456"),
            ("+338990012345", "-", "+338990012345"), ("+4520123", "DE", "+4520123"),
            ("+451234567890123", "-", "+451234567890123"), ("+12025550123456", "-", "+12025550123456"),
            ("tel:+2290195123456;ext=12", "-", "+2290195123456;ext=12"),
        ])
    func possible(writing: String, region: String, expected: String) {
        #expect(outcome(of: writing, region: region) == expected)
    }

    @Test(
        "Fewer or more digits, a code of no country, or a national writing are judged as before",
        arguments: [
            ("+45123", "DE", "!invalid"), ("+4512345678901234", "-", "!invalid"), ("+999123456789", "-", "!invalid"),
            ("+210123456789", "-", "!invalid"), ("0195123456", "BJ", "!invalid"),
            ("+49302312512345678", "-", "+49302312512345678"),
            ("+1 253 0100", "-", "short:2530100"),
        ])
    func others(writing: String, region: String, expected: String) {
        #expect(outcome(of: writing, region: region) == expected)
    }

    @Test("Such a number is not valid, has its country and a key", arguments: ["+2290195123456", "+33123456", "+4512345678901"])
    func shown(text: String) throws {
        guard case .full(let number) = try reader.read(text, region: nil) else { throw NumberError.invalidNumber }
        #expect(!number.isValid)
        #expect(number.type == .unknown)
        #expect(number.international.filter { $0 != " " && $0 != "-" } == text)
        #expect(number.key == reader.key(text, region: nil))
    }
}
