import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 Short and internal numbers")
struct InternalNumberTests {
    @Test(
        "At most six digits without a prefix are dialled as they are, with or without a region",
        arguments: [
            ("5", "5"), ("47", "47"), ("110", "110"), ("112", "112"), ("888", "888"), ("1001", "1001"), ("4711", "4711"),
            ("47 11", "4711"),
            ("(4711)", "4711"), ("47-1", "471"), ("47\u{A0}11", "4711"), ("４７１１", "4711"), ("５", "5"), ("4711 ext. 9", "4711"),
            ("Tel. 4711", "4711"), ("sip:4711@pbx.example", "4711"), ("tel:4711", "4711"),
        ])
    func short(writing: String, digits: String) {
        for region in ["DE", "US", "-"] { #expect(outcome(of: writing, region: region) == "short:\(digits)", "\(region)") }
    }

    @Test(
        "A prefix, a phone context, or a number that the plan knows is not internal",
        arguments: [
            ("012345", "DE", "+4912345"), ("04711", "DE", "+494711"), ("04711", "-", "!region"), ("0 12345", "FR", "!invalid"),
            ("+4711", "DE", "!invalid"), ("00", "DE", "!invalid"), ("0049", "DE", "!invalid"), ("00", "-", "!region"),
            ("00491", "DE", "!invalid"), ("011234", "US", "!invalid"), ("tel:7042;phone-context=pbx.example", "DE", "+497042"),
            ("tel:7042;phone-context=+49", "-", "+497042"), ("312345", "AD", "+376312345"), ("1234567", "-", "!region"),
        ])
    func full(writing: String, region: String, expected: String) {
        #expect(outcome(of: writing, region: region) == expected)
    }

    @Test(
        "A trunk prefix other than 0 makes no number of an extension that happens to begin with it",
        arguments: [("1001", "US"), ("112", "US"), ("8123", "RU"), ("888", "RU"), ("199", "MX")])
    func trunkDigits(writing: String, region: String) {
        #expect(outcome(of: writing, region: region) == "short:\(writing)")
    }

    @Test(
        "What libphonenumber calls possible within its area only is short, however long",
        arguments: [
            ("253-0100", "US", "2530100"), ("+1 253 0100", "-", "2530100"), ("tel:2530100;phone-context=+1", "-", "2530100"),
            ("01", "DE", "01"), ("012", "DE", "012"),
        ])
    func localOnly(writing: String, region: String, digits: String) {
        #expect(outcome(of: writing, region: region) == "short:\(digits)")
    }

    @Test("The library takes nothing off up to six digits in the region that stands for none")
    func neutralRegion() throws {
        for value in stride(from: 0, through: 999_999, by: 997) where value > 99 {
            let parsed = try LibPhoneNumber.parse(Array(String(value).utf8), region: Region("DK"))
            #expect(parsed.national.text == String(value))
        }
    }
}
