/// A date and time in UTC, to the millisecond, as the contract writes them (RFC 3339).
public struct WallTime: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// A time by its milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Whether `lhs` is the earlier one.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.milliseconds < rhs.milliseconds }
    /// The time so much later, cut to the millisecond.
    public static func + (lhs: Self, rhs: Duration) -> Self {
        Self(milliseconds: lhs.milliseconds &+ rhs.nanoseconds / 1_000_000)
    }
    /// The span from `rhs` to `lhs`; negative where `lhs` is the earlier one.
    public static func - (lhs: Self, rhs: Self) -> Duration { .milliseconds(lhs.milliseconds &- rhs.milliseconds) }
}

extension WallTime: CustomStringConvertible {
    /// `2026-11-22T10:15:00.000Z`, for years 0 to 9999.
    public var description: String {
        var bytes: [UInt8] = []
        self.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 24 bytes of ``description``, without making a string first.
    public func append(to bytes: inout [UInt8]) {
        let days = Int64((Double(self.milliseconds) / 86_400_000).rounded(.down))
        let ofDay = self.milliseconds - days * 86_400_000
        let (year, month, day) = Self.civil(fromDays: days)
        Self.append(year, 4, "-", &bytes)
        Self.append(month, 2, "-", &bytes)
        Self.append(day, 2, "T", &bytes)
        Self.append(ofDay / 3_600_000, 2, ":", &bytes)
        Self.append(ofDay / 60_000 % 60, 2, ":", &bytes)
        Self.append(ofDay / 1_000 % 60, 2, ".", &bytes)
        Self.append(ofDay % 1_000, 3, "Z", &bytes)
    }

    private static func append(_ value: Int64, _ width: Int, _ mark: Unicode.Scalar, _ bytes: inout [UInt8]) {
        var divisor: Int64 = width == 4 ? 1_000 : width == 3 ? 100 : 10
        while divisor > 0 {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
        bytes.append(UInt8(ascii: mark))
    }

    /// Proleptic Gregorian calendar, counting years from March so that the leap day comes last.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }
}
