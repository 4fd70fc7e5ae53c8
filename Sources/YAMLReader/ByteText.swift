/// Counts of bytes as configuration files write them: `268435456`, `256MiB`, `1GiB`.
package enum ByteText {
    private static let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)]

    /// Reads a count of bytes.
    ///
    /// - Returns: `nil` unless `text` is digits, with one known unit or none.
    package static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count < 1 << 31 || digits.count == text.count else { return nil }
        let unit = text.dropFirst(digits.count)
        return unit.isEmpty ? count : Self.units.first { $0.0 == unit }.map { count << $0.1 }
    }

    /// The shortest exact writing.
    package static func write(_ bytes: Int) -> String {
        for (unit, shift) in Self.units.reversed() where bytes > 0 && bytes & ((1 << shift) - 1) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }
}
