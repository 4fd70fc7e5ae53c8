/// A telephone number in all the writings that Callcard needs, made once by the number parser.
public struct PhoneNumber: Sendable {
    /// `+` and up to 15 digits (ITU-T E.164). Equality and hashing look at nothing else.
    public let e164: String
    /// For people abroad: `+49 30 23125123`.
    public let international: String
    /// For people at home: `030 23125123`.
    public let national: String
    /// Country calling code, 1–999.
    public let countryCode: Int
    /// The number's region; `nil` for numbers of no country (`+800…`) or of none that is known.
    public let region: Region?
    /// City or area, in English; `nil` where the geocoder knows none.
    public let location: String?
    public let type: NumberType
    /// Whether the numbering plan knows this number. Plans move faster than metadata: never a reason not to ask.
    public let isValid: Bool
    /// Extension digits that were written behind the number.
    public let ext: String?

    public init(
        e164: String, international: String, national: String, countryCode: Int, region: Region? = nil,
        location: String? = nil, type: NumberType = .unknown, isValid: Bool = true, ext: String? = nil
    ) {
        self.e164 = e164
        self.international = international
        self.national = national
        self.countryCode = countryCode
        self.region = region
        self.location = location
        self.type = type
        self.isValid = isValid
        self.ext = ext
    }

    /// The digits of ``e164``, without `+`.
    public var digits: Substring { self.e164.dropFirst() }

    /// The digits of ``e164`` behind the country calling code (leading zeros of Italian-style numbers included).
    public var nationalDigits: Substring { self.e164.dropFirst(1 + String(self.countryCode).utf8.count) }

    /// The number for indexes.
    public var key: NumberKey? { NumberKey(e164: self.e164) }
}

extension PhoneNumber: Hashable {
    public static func == (lhs: PhoneNumber, rhs: PhoneNumber) -> Bool { lhs.e164 == rhs.e164 }
    public func hash(into hasher: inout Hasher) { hasher.combine(self.e164) }
}

extension PhoneNumber: Redacted {}
