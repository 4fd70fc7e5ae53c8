extension WallTime {
    /// The times that ``description`` can write: years 0 to 9999.
    private static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Reads Unix time in seconds from a number as JSON writes it: `1764410400`, `1764410400.25`, `1.7644104e9`. Digits beyond
    /// milliseconds are cut.
    ///
    /// - Returns: `nil` for anything else, and for times before the year 0 or after 9999.
    public init?(unixSeconds literal: String) {
        let isNegative = literal.hasPrefix("-")
        let parts = literal.dropFirst(isNegative ? 1 : 0).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let milliseconds: Int64
        if parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) {
            let decimals = parts.count > 1 ? parts[1].prefix(3) : ""
            let padded = decimals + String(repeating: "0", count: 3 - decimals.count)
            // Longer ones are out of range, whatever they say.
            guard parts[0].utf8.count < 16, let seconds = Int64(parts[0]), let rest = Int64(padded) else { return nil }
            milliseconds = (seconds * 1_000 + rest) * (isNegative ? -1 : 1)
        } else {
            guard let seconds = Double(literal), abs(seconds) < 1e15 else { return nil }
            milliseconds = Int64((seconds * 1_000).rounded(.towardZero))
        }
        guard Self.writable.contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
