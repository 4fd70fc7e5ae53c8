/// A telephone number in all the writings that Callcard needs, made once by the number parser.
public struct PhoneNumber: Sendable {
    /// `+` and up to 15 digits (ITU-T E.164). Equality and hashing look at nothing else.
    public let e164: String
    /// The writing for people abroad: `+49 30 23125123`.
    public let international: String
    /// The writing for people in its country: `030 23125123`.
    public let national: String
    /// Country calling code, 1–999.
    public let countryCode: Int
    /// The number's region; `nil` for numbers of no country (`+800…`) or of none that is known.
    public let region: Region?
    /// City or area, in English; `nil` where the geocoder knows none.
    public let location: String?
    /// The use of the number, by its numbering plan.
    public let type: NumberType
    /// Whether the numbering plan knows this number. Plans move faster than metadata: never a reason not to ask.
    public let isValid: Bool
    /// Extension digits that were written behind the number.
    public let ext: String?

    /// A number whose writings have been made already; nothing is checked.
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

    /// The number for indexes; `nil` where ``e164`` has more than 17 digits or is none.
    public var key: NumberKey? { NumberKey(e164: self.e164) }
}

extension PhoneNumber: Hashable {
    /// Whether both are the same number, however they were written.
    public static func == (lhs: PhoneNumber, rhs: PhoneNumber) -> Bool { lhs.e164 == rhs.e164 }
    /// Feeds ``e164`` into `hasher`.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.e164) }
}

extension PhoneNumber: Redacted {}

/// The use of a number, by its numbering plan. Raw values are the contract's words, which are libphonenumber's.
public enum NumberType: String, Hashable, Sendable, CaseIterable {
    case fixedLine, mobile, fixedLineOrMobile, tollFree, premiumRate, sharedCost, voip, personal, pager, uan, voicemail, unknown
}

/// A country or territory as ISO 3166-1 alpha-2 in upper case, such as `DE`: the place where a national writing is read.
public struct Region: Hashable, Sendable {
    /// Two letters `A`…`Z`.
    public let code: String

    /// A region; `nil` unless `code` is two upper-case ASCII letters. Whether a numbering plan is known for it is the parser's to say.
    public init?(_ code: String) {
        guard code.utf8.count == 2, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        self.code = code
    }
}

extension Region: CustomStringConvertible {
    /// The code.
    public var description: String { self.code }
}
