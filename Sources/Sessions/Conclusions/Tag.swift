/// A few words that a user puts on a call, in the form in which they are kept.
package struct Tag: Hashable, Sendable {
    /// Longest tag, in Unicode scalars of its NFC form.
    package static let mostCharacters = 64
    /// The maximum number of tags on one conclusion.
    package static let mostTags = 20

    /// NFC, trimmed, with single spaces; 1 to 64 characters.
    package let text: String

    /// Cleans a typed tag and refuses what could be caller data, which must not get into the journal this way.
    ///
    /// - Parameters:
    ///   - typed: Any text.
    ///   - isNumber: Whether digits, led by `+` or not, are a valid telephone number.
    /// - Throws: Why the text can't be a tag.
    package init(_ typed: String, isNumber: (String) -> Bool) throws(TagFault) {
        let words = typed.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
        let text = TextFolding.composed(words.map { String($0) }.joined(separator: " "))
        guard (1...Self.mostCharacters).contains(text.unicodeScalars.count) else { throw .length }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { throw .control }
        let plain = TextFolding.plain(text)
        guard !TagScan.holdsAddress(plain) else { throw .address }
        guard !TagScan.candidates(in: plain).contains(where: isNumber) else { throw .number }
        self.text = text
    }

    /// One form for texts that differ in case only: two tags with the same form are the same tag.
    package var caseFolded: String { TextFolding.caseFolded(self.text) }

    /// The form in which searches compare tags and what is typed: NFKD, without marks, case-folded.
    package static func searchKey(_ text: String) -> String { TextFolding.searchKey(text) }
}

/// Why a text can't be a tag. No case carries the text.
package enum TagFault: Error, Hashable, Sendable, CaseIterable {
    /// Nothing is left of it, or more than 64 characters.
    case length
    /// It holds control characters.
    case control
    /// It looks like a telephone number.
    case number
    /// It looks like an e-mail address.
    case address

    /// The advice for the user; one sentence.
    package var detail: String {
        switch self {
        case .length: "A tag has 1 to \(Tag.mostCharacters) characters."
        case .control: "A tag has no control characters."
        case .number: "A tag can't hold a telephone number: tags are kept, callers are not."
        case .address: "A tag can't hold an e-mail address: tags are kept, callers are not."
        }
    }
}

/// Looks for caller data in a tag.
enum TagScan {
    /// Shortest telephone number that is looked for, in digits.
    static let leastDigits = 7

    /// Whether text stands on both sides of an `@`.
    ///
    /// - Parameter text: Without compatibility forms.
    static func holdsAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isFilled = parts.map { $0.contains { !$0.isWhitespace } }
        return zip(isFilled, isFilled.dropFirst()).contains { $0 && $1 }
    }

    /// Digits that could be a telephone number: all of the text together, and those between two letters, since a tag can hold
    /// two numbers.
    ///
    /// - Parameter text: Without compatibility forms.
    /// - Returns: Seven ASCII digits and more, led by `+` where the text has it so.
    static func candidates(in text: String) -> Set<String> {
        let pieces = text.unicodeScalars.split(whereSeparator: \.properties.isAlphabetic)
        return pieces.reduce(into: self.readings(of: text.unicodeScalars)) { $0.formUnion(self.readings(of: $1)) }
    }

    private static func readings(of scalars: some Sequence<Unicode.Scalar>) -> Set<String> {
        var (digits, isInternational) = ("", false)
        for scalar in scalars {
            if let digit = self.digit(scalar) {
                digits.append(digit)
            } else if scalar == "+" && digits.isEmpty {
                isInternational = true
            }
        }
        guard digits.utf8.count >= self.leastDigits else { return [] }
        return isInternational ? [digits, "+" + digits] : [digits]
    }

    /// A decimal digit of any script as an ASCII one.
    private static func digit(_ scalar: Unicode.Scalar) -> Character? {
        guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else { return nil }
        return Character(Unicode.Scalar(0x30 + UInt8(value)))
    }
}
