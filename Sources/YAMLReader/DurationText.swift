/// Lengths of time as configuration files write them: `1500ms`, `2s`, `5m`, `4h`, `90d`.
package enum DurationText {
    /// Reads a length of time of at most 1,000,000,000 units.
    ///
    /// - Returns: `nil` unless `text` is digits and one known unit.
    package static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count <= 1_000_000_000 else { return nil }
        return switch text.dropFirst(digits.count) {
        case "ms": .milliseconds(count)
        case "s": .seconds(count)
        case "m": .seconds(count * 60)
        case "h": .seconds(count * 3_600)
        case "d": .seconds(count * 86_400)
        default: nil
        }
    }

    /// The shortest exact writing, in whole milliseconds.
    package static func write(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard attoseconds == 0 else { return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms" }
        for (unit, size) in [("d", 86_400), ("h", 3_600), ("m", 60)] where seconds > 0 && seconds % Int64(size) == 0 {
            return "\(seconds / Int64(size))\(unit)"
        }
        return "\(seconds)s"
    }
}
