package import CallModel

/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
package enum RetryAfter {
    /// Shortest and longest wait: whatever an answer asks for, it is no other than these.
    package static let range = Duration.seconds(1) ... .seconds(300)

    /// The pause before asking again.
    ///
    /// - Parameters:
    ///   - text: The header's value.
    ///   - now: What dates are compared with.
    /// - Returns: A time in ``range``; `nil` for what is neither seconds nor a date. Negative seconds and past dates are 1 s.
    package static func parse(_ text: String, now: WallTime) -> Duration? {
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

/// Dates in headers, in the three writings that a recipient must read (RFC 9110, 5.6.7).
private enum HTTPDate {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`; always UTC.
    ///
    /// - Returns: `nil` for anything else. The day of the week is not looked at.
    static func parse(_ text: Substring) -> WallTime? {
        let words = text.split(separator: " ")
        switch words.count {
        case 6 where words[5] == "GMT": return Self.time(day: words[1], month: words[2], year: words[3], clock: words[4])
        case 4 where words[3] == "GMT":
            let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard date.count == 3, date[2].utf8.count == 2 else { return nil }
            // Two digits mean this century; the RFC's rule about 50 years matters in no Retry-After.
            return Self.time(day: date[0], month: date[1], year: "20" + date[2], clock: words[2])
        case 5: return Self.time(day: words[2], month: words[1], year: words[4], clock: words[3])
        default: return nil
        }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func time(day: Substring, month: Substring, year: Substring, clock: Substring) -> WallTime? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = Self.number(parts[0], 0...23), let minute = Self.number(parts[1], 0...59),
            let second = Self.number(parts[2], 0...60), let day = Self.number(day, 1...31), year.utf8.count == 4,
            let year = Self.number(year, 1970...9999), let index = Self.months.firstIndex(where: { $0 == month })
        else { return nil }
        let days = Self.days(year: year, month: Int64(index) + 1, day: day)
        return WallTime(milliseconds: (days * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000)
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int64>) -> Int64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text), range.contains(value) else {
            return nil
        }
        return value
    }

    /// Days since 1970-01-01, in a calendar whose years begin in March so that the leap day comes last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let fromMarch = month > 2 ? month - 3 : month + 9
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leapDays + (153 * fromMarch + 2) / 5 + day - 1 - 719_468
    }
}
