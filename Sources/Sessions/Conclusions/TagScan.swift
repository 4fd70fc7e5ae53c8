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

    /// What could be a telephone number: all digits of the text together, and those between two letters, since a tag can hold
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
