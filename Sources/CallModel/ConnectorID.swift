/// A connector's name: configuration key, log field and metric label.
public struct ConnectorID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// 1–64 of `a-z 0-9 - _`, beginning with a letter or digit.
    public let value: String

    /// A name; `nil` where it breaks the rule of ``value``.
    public init?(_ value: String) {
        let allowed = value.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard allowed, (1...64).contains(value.utf8.count), value.utf8.first != UInt8(ascii: "-"),
            value.utf8.first != UInt8(ascii: "_")
        else { return nil }
        self.value = value
    }

    /// The name under which flows' task updates count; a service places it among its connectors.
    public static let flow = ConnectorID(known: "flow")

    private init(known value: String) {
        self.value = value
    }

    /// Whether `lhs` comes first in the alphabet.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.value < rhs.value }
    /// The name as it is.
    public var description: String { self.value }
}
