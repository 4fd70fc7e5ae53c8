extension WallTime {
    /// Reads a date and time as RFC 3339 (5.6) has it: `2026-11-22T10:15:00.000Z`, with any offset; digits beyond milliseconds are
    /// cut, and a leap second counts as the one before it.
    ///
    /// - Returns: `nil` for anything else, and for dates that no calendar has.
    public init?(rfc3339 text: String) {
        var reader = TimeReader(Array(text.utf8))
        guard let year = reader.number(4), reader.mark("-"), let month = reader.number(2), reader.mark("-"),
            let day = reader.number(2), reader.mark("T") || reader.mark("t"), let hour = reader.number(2), reader.mark(":"),
            let minute = reader.number(2), reader.mark(":"), let second = reader.number(2),
            let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd,
            (1...12).contains(month), (1...Self.days(of: month, in: year)).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + (minute - offset) * 60 + min(second, 59)
        self.init(milliseconds: seconds * 1_000 + fraction)
    }

    private static func days(of month: Int64, in year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01, in a calendar whose years begin in March so that the leap day comes last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let fromMarch = month > 2 ? month - 3 : month + 9
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * fromMarch + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}

/// Reads the parts of a time, one after the other.
private struct TimeReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { self.position == self.bytes.count }

    mutating func mark(_ mark: Unicode.Scalar) -> Bool {
        guard !self.isAtEnd, self.bytes[self.position] == UInt8(ascii: mark) else { return false }
        self.position += 1
        return true
    }

    /// Exactly `count` digits.
    mutating func number(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = self.digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Milliseconds; 0 where there is no fraction.
    mutating func fraction() -> Int64? {
        guard self.mark(".") else { return 0 }
        guard let first = self.digit() else { return nil }
        let (second, third) = (self.digit(), self.digit())
        while self.digit() != nil {}
        return first * 100 + (second ?? 0) * 10 + (third ?? 0)
    }

    /// Minutes east of UTC.
    mutating func offset() -> Int64? {
        if self.mark("Z") || self.mark("z") { return 0 }
        let isEast = self.mark("+")
        guard isEast || self.mark("-"), let hours = self.number(2), self.mark(":"), let minutes = self.number(2), hours < 24,
            minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isEast ? 1 : -1)
    }

    private mutating func digit() -> Int64? {
        guard !self.isAtEnd, (0x30...0x39).contains(self.bytes[self.position]) else { return nil }
        defer { self.position += 1 }
        return Int64(self.bytes[self.position] - 0x30)
    }
}
