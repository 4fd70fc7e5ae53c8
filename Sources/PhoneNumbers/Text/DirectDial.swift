/// Digits that stand for another line of the number before them: `-128` behind `030 23125-127`, or `24` behind `030 23125123`.
struct DirectDial: Equatable {
    /// ASCII digits, one to four.
    let digits: [UInt8]
    /// Whether a dash stands before them, so that they take the place of the number's own direct dial.
    let hasDash: Bool

    /// The maximum number of lines that a range may name.
    static let longestRange = 100

    /// The writings of the numbers that these digits add to `base`, each to be read like any other.
    ///
    /// - Parameters:
    ///   - base: A number in plain characters that ends with a digit.
    ///   - isRange: Whether the digits are the end of a range, so that all between are meant too.
    ///   - closeness: How much greater than the base's own last digits they may be, where no dash tells what they replace.
    /// - Returns: `nil` where they are no such digits, or end before they begin.
    func writings(behind base: [UInt8], isRange: Bool, closeness: Int = 10) -> [[UInt8]]? {
        let own = base.reversed().prefix(while: ASCII.isDigit).count
        let stem = base.dropLast(own)
        let takesPlace = own < 5 && (self.hasDash || (Self.hasDirectDial(base) && self.digits.count >= own))
        // `23125123/24`: the last digits are replaced by others that follow closely.
        let kept = takesPlace ? [] : Array(base.suffix(own).dropLast(self.digits.count))
        guard takesPlace || self.digits.count <= own, let first = Self.value(base.suffix(own)),
            let last = Self.value(kept + self.digits)
        else { return nil }
        if isRange {
            guard last > first, last - first < Self.longestRange else { return nil }
            let hasWidth = !takesPlace || base.suffix(own).first == UInt8(ascii: "0")
            return ((first + 1)...last).map { stem + Self.text($0, width: hasWidth ? own : 0) }
        }
        guard takesPlace || (last > first && last - first <= closeness) else { return nil }
        return [stem + kept + self.digits]
    }

    /// Whether a number ends in a dash and up to four digits.
    static func hasDirectDial(_ number: [UInt8]) -> Bool {
        let own = number.reversed().prefix(while: ASCII.isDigit).count
        return (1...4).contains(own) && number.dropLast(own).reversed().first { $0 != 0x20 } == UInt8(ascii: "-")
    }

    /// The value of up to 17 digits, which are what a word holds.
    private static func value(_ digits: some Collection<UInt8>) -> Int? {
        (1...17).contains(digits.count) ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }

    private static func text(_ value: Int, width: Int) -> [UInt8] {
        let digits = Array(String(value).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits
    }
}
