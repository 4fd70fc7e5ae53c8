/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
public enum RetryAfter {
    /// Nobody makes us wait longer or shorter than this, whatever it says.
    public static let range = Duration.seconds(1) ... .seconds(300)

    /// - Parameters:
    ///   - text: The header's value.
    ///   - now: What dates are compared with.
    /// - Returns: A time in ``range``; `nil` for what is neither seconds nor a date. Negative seconds and past dates are 1 s.
    public static func parse(_ text: String, now: WallTime) -> Duration? {
        let text = self.trimmed(text)
        if let seconds = Self.seconds(text) { return Self.clamped(seconds) }
        return HTTPDate.parse(text).map { Self.clamped($0 - now) }
    }

    /// Digits, perhaps behind a sign; however many there are.
    private static func seconds(_ text: Substring) -> Duration? {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative ? text.dropFirst() : text
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        if isNegative { return .zero }
        return Int32(digits).map { .seconds($0) } ?? Self.range.upperBound
    }

    private static func clamped(_ duration: Duration) -> Duration {
        min(max(duration, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Spaces and tabs are allowed around a header's value.
    private static func trimmed(_ text: String) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
