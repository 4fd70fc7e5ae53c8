/// The numbers that one text may write, the one to be asked about first.
///
/// Digits with neither `+` nor any prefix may be a national writing, or E.164 without its `+`, as many switches send it:
/// `4915223433301` is a line of Leer for a reader in Germany, and a mobile of that country for most who send it.
public struct NumberReadings: Hashable, Sendable {
    /// The first reading, by which the caller is shown unless somebody is found by the second.
    public let first: CallerNumber
    /// The second, for when nobody is found by the first; `nil` where there is none, as for every number with `+`.
    public let second: CallerNumber?

    /// Readings of one text; `second` is another number than `first`.
    public init(_ first: CallerNumber, second: CallerNumber? = nil) {
        self.first = first
        self.second = second
    }

    /// Both, in the order in which they are asked about.
    public var all: [CallerNumber] { self.second.map { [self.first, $0] } ?? [self.first] }
}

extension NumberReadings: Redacted {}

/// The reading that goes first where digits without `+` and without a prefix are a number both ways. Raw values are the
/// configuration's words.
public enum WithoutPlus: String, Hashable, Sendable, CaseIterable {
    /// As people of the region write: E.164 only where the national writing is no valid number.
    case national
    /// As E.164 whose `+` was left away.
    case e164
}
