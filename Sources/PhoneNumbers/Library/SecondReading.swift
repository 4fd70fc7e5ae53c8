import CallModel

/// The second reading of digits that were written with neither `+` nor any prefix: E.164 whose `+` was left away.
struct SecondReading {
    /// The number, which its plan knows.
    let countryCode: Int
    let national: DigitRun
    let ext: String?

    /// Digits that such a writing has: fewer may be internal, more are no E.164.
    private static let lengths = 7...15

    /// Whether a text may have a second reading, which costs nothing to say of the usual ones: it has no `+`, and its first digit,
    /// where it begins with one, is not 0.
    static func isConceivable(_ text: UnsafeRawBufferPointer) -> Bool {
        var first: UInt8?
        for byte in text {
            if byte == UInt8(ascii: "+") { return false }
            if first == nil, byte != 0x20, byte != UInt8(ascii: "(") { first = byte }
        }
        return first.map { $0 != UInt8(ascii: "0") } ?? false
    }

    /// The second reading of `text`; `nil` where it has none.
    ///
    /// - Parameters:
    ///   - text: UTF-8, with or without a URI around the number.
    ///   - first: What the text is as a national writing.
    init?(_ text: [UInt8], besides first: NumberReading) {
        guard text.count <= LibraryReader.longestText, case .number(let bare, hasContext: false) = BareNumberText(text)
        else { return nil }
        let digits = Digits(of: bare)
        guard !digits.hasPlus, digits.count <= Digits.capacity,
            let parsed = try? LibPhoneNumber.parse([UInt8(ascii: "+")] + bare, region: nil)
        else { return nil }
        // Letters that stand for digits, and words between them, are no E.164.
        let written = digits.first.dropLast(parsed.ext?.utf8.count ?? 0)
        guard Self.lengths.contains(written.count), Array("\(parsed.countryCode)\(parsed.national.text)".utf8) == Array(written),
            !Self.hasPrefix(written, first),
            LibPhoneNumber.isValid(countryCode: parsed.countryCode, national: parsed.national)
        else { return nil }
        (self.countryCode, self.national, self.ext) = (parsed.countryCode, parsed.national, parsed.ext)
        if case .full(self.countryCode, self.national, _) = first { return nil }
    }

    /// Whether the first reading took a prefix off the digits: then it is a national writing, and no other.
    private static func hasPrefix(_ digits: ArraySlice<UInt8>, _ first: NumberReading) -> Bool {
        switch first {
        case .withheld: true
        case .refused: digits.first == UInt8(ascii: "0")
        // Up to six digits are internal; what is complete within its area has no prefix.
        case .short(let short): short.count <= 6
        case .full(_, let national, _): national.count < digits.count && !Self.ends(digits, withWhole: first)
        }
    }

    /// Whether the digits are the first reading's with its country calling code: the library puts the `+` back in the region's own
    /// numbers.
    private static func ends(_ digits: ArraySlice<UInt8>, withWhole first: NumberReading) -> Bool {
        guard case .full(let countryCode, let national, _) = first else { return false }
        return Array("\(countryCode)\(national.text)".utf8) == Array(digits)
    }
}
