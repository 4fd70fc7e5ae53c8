/// A number as one machine word, for indexes that hold millions of them: the digits of E.164, or a short number's digits.
///
/// E.164 allows 15 digits; some German numbers have 17, which fit in 57 bits. Short numbers are told apart by the top bit and keep their leading zeros
/// through a length in bits 56–62. A key *is* the number as far as privacy goes.
public struct NumberKey: Hashable, Sendable {
    /// The word itself; equal for equal numbers.
    public let rawValue: UInt64

    /// The key of a number in E.164.
    ///
    /// - Parameter e164Digits: The digits after `+`, 1 to 17 of them, as a decimal value.
    public init(e164Digits: UInt64) {
        self.rawValue = e164Digits
    }

    /// The key of a short or internal number; `nil` unless `digits` are 1 to 15 ASCII digits.
    public init?(short digits: some Collection<UInt8>) {
        guard let value = Self.decimal(digits, atMost: 15) else { return nil }
        self.rawValue = 1 << 63 | UInt64(digits.count) << 56 | value
    }

    /// The key of a number in E.164 with its `+`; `nil` for anything else.
    public init?(e164: String) {
        guard e164.utf8.first == UInt8(ascii: "+"), let value = Self.decimal(e164.utf8.dropFirst(), atMost: 17) else {
            return nil
        }
        self.rawValue = value
    }

    /// Whether this is a short or internal number.
    public var isShort: Bool { self.rawValue >> 63 == 1 }

    private static func decimal(_ digits: some Collection<UInt8>, atMost limit: Int) -> UInt64? {
        guard (1...limit).contains(digits.count) else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + UInt64(byte &- 0x30)
        }
        return value
    }
}

extension NumberKey: Redacted {}

/// Makes index keys of numbers, millions in a row, without allocating for the usual ones.
public protocol NumberIndexer: Sendable {
    /// The key of the number that `text` writes; equal for every writing of the same number.
    ///
    /// - Parameters:
    ///   - text: UTF-8; borrowed for the call.
    ///   - region: The region of a national writing.
    /// - Returns: `nil` where ``NumberParser/read(_:region:)`` would throw or say *withheld*.
    func key(of text: UnsafeRawBufferPointer, region: Region?) -> NumberKey?

    /// Calls `body` with each number that a text of people holds: none, one or several, with remarks, ranges, extensions.
    ///
    /// - Parameters:
    ///   - text: The whole of a telephone field, in UTF-8; borrowed for the call.
    ///   - region: The region of national writings.
    func readNumbers(in text: UnsafeRawBufferPointer, region: Region?, _ body: (NumberInText) -> Void)

    /// The number that the digits of `text` are in E.164 without its `+`, where they are another number too; `nil` where a `+` or a
    /// prefix is written, and where no plan has numbers of that length. Whether the plan knows the number is not looked at.
    ///
    /// - Parameters:
    ///   - text: UTF-8; borrowed for the call.
    ///   - first: The number that ``key(of:region:)`` reads in `text`.
    func keyWithoutPlus(of text: UnsafeRawBufferPointer, besides first: NumberKey?) -> NumberKey?

    /// The number's type and the count of its leading digits that are the country calling code, by the numbering plan.
    /// `nil` for short numbers.
    func plan(of key: NumberKey) -> NumberPlan?
}

extension NumberIndexer {
    /// Takes the whole text for one number; blank texts hold none.
    public func readNumbers(in text: UnsafeRawBufferPointer, region: Region?, _ body: (NumberInText) -> Void) {
        guard text.contains(where: { $0 > 0x20 }) else { return }
        let read = self.key(of: text, region: region)
        body(read.map(NumberInText.number) ?? .unreadable(.notANumber))
        if let read, let withoutPlus = self.keyWithoutPlus(of: text, besides: read) { body(.withoutPlus(withoutPlus)) }
    }

    /// None, unless an indexer knows better.
    public func keyWithoutPlus(of text: UnsafeRawBufferPointer, besides first: NumberKey?) -> NumberKey? { nil }
}

/// The part of a numbering plan that an index needs to know of one number.
public struct NumberPlan: Hashable, Sendable {
    /// The number's region; `nil` for numbers of no country.
    public let region: Region?
    /// The use of the number.
    public let type: NumberType
    /// Digits of the country calling code, 1–3.
    public let countryCodeDigits: Int

    /// The facts of a numbering plan about one number.
    public init(region: Region?, type: NumberType, countryCodeDigits: Int) {
        self.region = region
        self.type = type
        self.countryCodeDigits = countryCodeDigits
    }
}
