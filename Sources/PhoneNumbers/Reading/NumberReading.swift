import CallModel

/// The result of reading a text, before a ``PhoneNumber`` is made of it for people.
enum NumberReading: Hashable, Sendable {
    /// The caller keeps their number to themselves.
    case withheld
    /// Short, internal, or complete only within its own area.
    case short(DigitRun)
    /// A number that its plan could hold, by country calling code and national number.
    case full(countryCode: Int, national: DigitRun, ext: String?)
    /// No number, or not without a region.
    case refused(NumberError)
}

extension NumberReading {
    /// The number for indexes; `nil` where there is none.
    var key: NumberKey? {
        switch self {
        case .withheld, .refused: nil
        case .short(let digits): NumberKey(short: digits.text.utf8)
        case .full(let countryCode, let national, _): Self.key(countryCode: countryCode, national: national)
        }
    }

    /// Whether a number with its country calling code has 7 to 15 digits: any such number is possible where its country calling
    /// code was written (ITU-T E.164 sets 15; nothing shorter than 7 is in use).
    static func isLengthOfE164(countryCode: Int, national: DigitRun) -> Bool {
        (7...15).contains(Self.digits(ofCountryCode: countryCode) + national.count)
    }

    private static func digits(ofCountryCode countryCode: Int) -> Int { countryCode < 10 ? 1 : countryCode < 100 ? 2 : 3 }

    private static func key(countryCode: Int, national: DigitRun) -> NumberKey? {
        guard Self.digits(ofCountryCode: countryCode) + national.count <= 17 else { return nil }
        return NumberKey(e164Digits: UInt64(countryCode) &* Self.powersOfTen[national.count] &+ national.value)
    }

    private static let powersOfTen: [UInt64] = (0...DigitRun.capacity).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}
