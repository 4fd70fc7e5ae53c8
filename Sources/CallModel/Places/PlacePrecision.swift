/// How sure a caller's place is; the first is the surest (S15).
public enum PlacePrecision: String, Hashable, Sendable, CaseIterable, Comparable {
    /// A street, in an address that says more than the street.
    case street
    case postcode
    case city
    /// State, canton or province.
    case state
    case country
    /// Where a database supposes the caller's internet address to be.
    case ip
    /// Where the telephone number's area or country is.
    case region

    /// How near a map shows such a place, 0 (the world) to 19 (a house) as web maps count: the less is known, the wider the view.
    public var zoom: Int {
        switch self {
        case .street: 17
        case .postcode: 14
        case .city: 12
        case .state: 8
        case .country: 6
        case .ip: 5
        case .region: 4
        }
    }

    /// Whether a place of `lhs` is surer than one of `rhs`.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.zoom > rhs.zoom }
}
