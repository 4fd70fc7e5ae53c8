import CPhoneNumber
import CallModel

extension LibPhoneNumber {
    /// The number with all that people are shown of it; `nil` where the library failed, which it does for want of memory only.
    static func describe(countryCode: Int, national: DigitRun, ext: String?) -> PhoneNumber? {
        var described = cpn_description()
        guard national.withCharacters({ cpn_describe(Int32(countryCode), $0, national.count, &described) }) != 0
        else { return nil }
        let place = self.text(described.place)
        return PhoneNumber(
            e164: self.e164(countryCode: countryCode, national: national),
            international: self.text(described.international),
            national: self.text(described.national),
            countryCode: countryCode,
            region: self.region(described.plan.region),
            location: place.isEmpty ? nil : place,
            type: self.type(described.plan.type),
            isValid: described.plan.type != CPN_UNKNOWN,
            ext: ext)
    }

    /// Region and type of a number; `nil` where the library failed.
    static func plan(countryCode: Int, national: DigitRun) -> (region: Region?, type: NumberType)? {
        var plan = cpn_plan()
        guard national.withCharacters({ cpn_plan_of(Int32(countryCode), $0, national.count, &plan) }) != 0
        else { return nil }
        return (self.region(plan.region), self.type(plan.type))
    }

    /// Country calling code and national number of E.164 digits; `nil` where no such code exists.
    static func split(_ e164Digits: UInt64) -> (countryCode: Int, national: DigitRun)? {
        let digits = Array(String(e164Digits).utf8)
        for length in 1...3 {
            guard length < digits.count, let code = Int(String(decoding: digits[..<length], as: UTF8.self)),
                cpn_is_country_code(Int32(code)) != 0, let national = DigitRun(digits[length...])
            else { continue }
            return (code, national)
        }
        return nil
    }

    /// The library's E.164 is these digits too; it takes no pattern to write them.
    private static func e164(countryCode: Int, national: DigitRun) -> String {
        "+\(countryCode)\(national.text)"
    }

    private static func text(_ text: cpn_text) -> String {
        withUnsafeBytes(of: text.bytes) { String(decoding: $0.prefix(Int(text.length)), as: UTF8.self) }
    }

    private static func region(_ region: cpn_region) -> Region? {
        guard region.code.0 != 0 else { return nil }
        return Region(String(decoding: [UInt8(bitPattern: region.code.0), UInt8(bitPattern: region.code.1)], as: UTF8.self))
    }

    private static func type(_ type: cpn_type) -> NumberType {
        switch type {
        case CPN_FIXED_LINE: .fixedLine
        case CPN_MOBILE: .mobile
        case CPN_FIXED_LINE_OR_MOBILE: .fixedLineOrMobile
        case CPN_TOLL_FREE: .tollFree
        case CPN_PREMIUM_RATE: .premiumRate
        case CPN_SHARED_COST: .sharedCost
        case CPN_VOIP: .voip
        case CPN_PERSONAL: .personal
        case CPN_PAGER: .pager
        case CPN_UAN: .uan
        case CPN_VOICEMAIL: .voicemail
        default: .unknown
        }
    }
}
