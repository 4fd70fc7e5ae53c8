extension WallTime {
    /// The milliseconds of times that ``description`` can write, as RFC 3339 has it: years 0 to 9999.
    package static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Reads Unix time in seconds from a number as JSON writes it: `1764410400`, `1764410400.25`, `1.7644104e9`. Digits beyond
    /// milliseconds are cut.
    ///
    /// - Returns: `nil` for anything else, and for times before the year 0 or after 9999.
    public init?(unixSeconds literal: String) {
        let isNegative = literal.hasPrefix("-")
        let digits = literal.dropFirst(isNegative ? 1 : 0)
        // Whatever else can be read as a floating-point number begins or ends otherwise.
        guard let first = digits.utf8.first, let last = digits.utf8.last, Self.isDigit(first), Self.isDigit(last) else {
            return nil
        }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let milliseconds: Int64
        if parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }) {
            let decimals = parts.count > 1 ? parts[1].prefix(3) : ""
            let padded = decimals + String(repeating: "0", count: 3 - decimals.count)
            // Longer ones are out of range, whatever they say.
            guard parts[0].utf8.count < 16, let seconds = Int64(parts[0]), let rest = Int64(padded) else { return nil }
            milliseconds = (seconds * 1_000 + rest) * (isNegative ? -1 : 1)
        } else {
            guard !digits.contains("x"), let seconds = Double(literal), abs(seconds) < 1e15 else { return nil }
            milliseconds = Int64((seconds * 1_000).rounded(.towardZero))
        }
        guard Self.writable.contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
