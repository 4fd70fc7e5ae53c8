import CallModel
import Testing

@testable import PhoneNumbers

@Suite("C8 What people are shown of a number")
struct ShownNumberTests {
    @Test(
        "Writings, region, place, type",
        arguments: [
            ("+493023125123", "+49 30 23125123", "030 23125123", "DE", "Berlin", NumberType.fixedLine),
            ("+442079460123", "+44 20 7946 0123", "020 7946 0123", "GB", "London", .fixedLine),
            ("+12025550123", "+1 202-555-0123", "(202) 555-0123", "US", "Washington D.C.", .fixedLineOrMobile),
            ("+33199001234", "+33 1 99 00 12 34", "01 99 00 12 34", "FR", "France", .fixedLine),
        ])
    func shown(e164: String, international: String, national: String, region: String, place: String, type: NumberType) throws {
        let number = try full(e164)
        #expect(number.e164 == e164)
        #expect(number.international == international)
        #expect(number.national == national)
        #expect(number.region == Region(region))
        #expect(number.location == place)
        #expect(number.type == type)
        #expect(number.isValid)
        #expect(number.key == NumberKey(e164: e164))
        #expect(number.e164 == "+\(number.countryCode)\(number.nationalDigits)")
    }

    /// The example numbers of the metadata.
    @Test(
        "Every type has the contract's word",
        arguments: [
            ("+4915123456789", NumberType.mobile), ("+498001234567890", .tollFree), ("+499001234567", .premiumRate),
            ("+4918012345", .sharedCost),
            ("+445612345678", .voip), ("+4970012345678", .personal), ("+4916412345", .pager), ("+4918500123456", .uan),
            ("+49177991234567", .voicemail),
        ])
    func types(e164: String, type: NumberType) throws {
        let number = try full(e164)
        #expect(number.type == type)
        #expect(number.isValid)
    }

    @Test("Possible but not valid is a number, without type and place")
    func possibleOnly() throws {
        let number = try full("+49 0123")
        #expect(number.e164 == "+490123")
        #expect(!number.isValid)
        #expect(number.type == .unknown)
        #expect(number.location == nil)
    }

    @Test("A number of no country has no region")
    func noRegion() throws {
        let number = try full("+80012345678")
        #expect(number.region == nil)
        #expect(number.countryCode == 800)
        #expect(number.isValid)
    }

    @Test("Leading zeros of a national number are kept")
    func italianZero() throws {
        let number = try full("+39 02 1234 5678")
        #expect(number.e164 == "+390212345678")
        #expect(number.nationalDigits == "0212345678")
    }

    @Test("Valid means what libphonenumber calls valid")
    func validity() throws {
        var checked = 0
        for (text, region) in GeneratedWritings(count: isLong ? 50_000 : 2_000, seed: 3) {
            guard case .full(let number)? = try? reader.read(text, region: region) else { continue }
            let national = try #require(DigitRun(number.nationalDigits.utf8))
            #expect(number.isValid == LibPhoneNumber.isValid(countryCode: number.countryCode, national: national), "\(text)")
            checked += 1
        }
        #expect(checked > 500)
    }

    private func full(_ text: String) throws -> PhoneNumber {
        guard case .full(let number) = try reader.read(text, region: nil) else { throw NumberError.invalidNumber }
        return number
    }
}
