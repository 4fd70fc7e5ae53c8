import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 Numbers as people and networks write them")
struct NumberWritingTests {
    @Test(
        "One number, any writing",
        arguments: [
            "+493023125123", "+49 30 23125123", "+49 (0)30 23125-123", "+49(0)30/23125 123", "(+49) 30 23125 123",
            "+49.30.23125.123",
            "0049 30 23125123", "00 49 (0) 30 23125123", "030 23125123", "030/23125-123", "(030) 23125123", "49 30 23125123",
            "+49\u{A0}30\u{A0}23125\u{A0}123", "030\u{202F}23125\u{2007}123", "\u{202A}+49 30 23125123\u{202C}",
            " 030 23125123\r\n",
            "０３０ ２３１２５１２３", "＋４９ ３０ ２３１２５ １２３", "٠٣٠ ٢٣١٢٥١٢٣", "Tel.: 030 23125123", "callto:+493023125123",
            "tel:+49-30-23125-123", "TEL:+493023125123", "tel:%2B493023125123", "tel:030-23125-123",
            "tel:23125-123;phone-context=+49-30",
            "tel:030-23125-123;phone-context=+49", "tel:030-23125-123;phone-context=pbx.example",
            "tel:+493023125123;isub=12;npdi",
            "sip:+493023125123@pbx.example", "sip:%2B493023125123@pbx.example;user=phone",
            "sips:03023125123:secret9@pbx.example:5061",
            "\"Anna 4711\" <sip:+493023125123@pbx.example;user=phone>;tag=7", "sip:+49-30-23125-123;npdi@192.0.2.7?Subject=4711",
            "sip:23125123;phone-context=+4930@pbx.example", "<tel:+49-30-23125-123>", "+493023125123@pbx.example",
        ])
    func oneNumber(writing: String) throws {
        guard case .full(let number) = try reader.read(writing, region: Region("DE")) else {
            Issue.record("not a full number")
            return
        }
        #expect(number.e164 == "+493023125123")
        #expect(number.ext == nil)
    }

    @Test(
        "An extension is a member of its own",
        arguments: [
            "030 23125123 ext. 5", "030 23125123 x5", "030 23125123 #5", "030 23125123;ext=5", "030 23125123,,5",
            "+49 30 23125123 extension 5",
            "tel:+49-30-23125-123;ext=5", "tel:23125123;phone-context=+4930;EXT=5", "sip:+493023125123;ext=5@pbx.example",
            "030 23125123 x٥",
        ])
    func extensions(writing: String) throws {
        guard case .full(let number) = try reader.read(writing, region: Region("DE")) else {
            Issue.record("not a full number")
            return
        }
        #expect(number.e164 == "+493023125123")
        #expect(number.ext == "5")
        #expect(number.international == "+49 30 23125123")
    }

    @Test(
        "A national writing means what it means in its region",
        arguments: [
            ("030 23125123", "DE", "+493023125123"), ("020 7946 0123", "GB", "+442079460123"),
            ("(202) 555-0123", "US", "+12025550123"),
            ("1-202-555-0123", "US", "+12025550123"), ("202 555 0123", "CA", "+12025550123"),
            ("01 99 00 12 34", "FR", "+33199001234"),
            ("011 49 30 23125123", "US", "+493023125123"), ("0011 49 30 23125123", "AU", "+493023125123"),
            ("02 1234 5678", "IT", "+390212345678"),
            ("011 15 2345-6789", "AR", "+5491123456789"), ("044 222 123 4567", "MX", "+522221234567"),
            ("8 301 123-45-67", "RU", "+73011234567"),
            ("0 15 11 96123 4567", "BR", "+5511961234567"), ("0800 FLOWERS", "DE", "+498003569377"),
            ("1-800-FLOWERS", "US", "+18003569377"),
        ])
    func national(writing: String, region: String, e164: String) {
        #expect(outcome(of: writing, region: region) == e164)
    }

    @Test(
        "A national writing needs a region that the library knows",
        arguments: [
            "030 23125123", "0049 30 23125123", "4930 23125123", "tel:030-23125-123;phone-context=pbx.example", "0800 FLOWERS",
            "04711",
        ])
    func regionRequired(writing: String) {
        #expect(outcome(of: writing, region: "-") == "!region")
        #expect(outcome(of: writing, region: "XX") == "!region")
    }

    @Test("The region is ignored where the number begins with +", arguments: ["DE", "US", "AR", "XX", "-"])
    func ignoredRegion(region: String) {
        #expect(outcome(of: "+49 (0)30 23125123", region: region) == "+493023125123")
    }

    @Test(
        "B13 What is no number is refused, with and without a region",
        arguments: [
            " ", "abc", "%", "_", "%%", "*", "#", "+", "++", "-", "*#06#", "*31#030 23125123", "#31#030 23125123", "*100#",
            "030 23125*", "FLOWERS",
            "+0 30 23125123", "+999 30 23125123", "+49 +49 30 23125123", "+49", "+4", "unknown caller", "anna@example.com",
            "sip:",
            "sip:@pbx.example", "sip:192.0.2.7", "sip:anna1970@pbx.example", "tel:", "tel:%", "tel:+", "030\u{0}23125123",
            "4711\u{85}", "030 23125123\u{FFFF}",
            "sip:030%0023125123@pbx.example", "sip:%FF4711@pbx.example",
            String(repeating: "1", count: 40), "+" + String(repeating: "1", count: 40), String(repeating: "0", count: 256),
            String(repeating: " ", count: 250) + "+493023125123", String(repeating: "é", count: 129),
        ])
    func refused(writing: String) {
        #expect(outcome(of: writing, region: "DE") == "!invalid")
        #expect(outcome(of: writing, region: "-") == "!invalid")
        #expect(throws: NumberError.invalidNumber) { try reader.read(writing, region: Region("FR")) }
    }
}
