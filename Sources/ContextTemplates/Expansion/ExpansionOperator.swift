/// How an expression of RFC 6570 is put into its surroundings; the table of appendix A.
enum ExpansionOperator: UInt8, Hashable, Sendable {
    case simple = 0
    case reserved = 0x2B  // +
    case fragment = 0x23  // #
    case label = 0x2E  // .
    case path = 0x2F  // /
    case parameters = 0x3B  // ;
    case query = 0x3F  // ?
    case continuation = 0x26  // &

    /// What begins the expansion if anything is defined.
    var first: UInt8? {
        switch self {
        case .simple, .reserved: nil
        default: self.rawValue
        }
    }

    /// What stands between two values.
    var separator: UInt8 {
        switch self {
        case .simple, .reserved, .fragment: UInt8(ascii: ",")
        case .query: UInt8(ascii: "&")
        default: self.rawValue
        }
    }

    /// Whether each value is preceded by its name.
    var isNamed: Bool { self == .parameters || self == .query || self == .continuation }

    /// Whether a name before an empty value keeps its `=`.
    var keepsEqualsSign: Bool { self == .query || self == .continuation }

    /// Whether delimiters and percent-encoded triplets pass as they are.
    var passesReserved: Bool { self == .reserved || self == .fragment }

    /// Set aside by section 2.2 for later; an error today.
    static let setAside = ByteSet("=,!@|")
}
