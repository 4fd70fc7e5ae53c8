/// The single-valued facts about a caller, in the order in which answers show them.
public enum CallerField: UInt8, Hashable, Sendable, CaseIterable, Comparable {
    case firstName, lastName, displayName, company, jobTitle, department
    case streetAddress, postCode, city, state, country
    case primaryTelNumber, upn, imAddress, email
    /// The record's id in its source.
    case id
    /// The record's page in its source.
    case url

    /// The contract's word for the field, such as `firstName`.
    public var name: String { Self.names[Int(self.rawValue)] }

    /// The field of that name; `nil` for a word that the contract does not have.
    public init?(name: some StringProtocol) {
        guard let index = Self.names.firstIndex(where: { $0 == name }) else { return nil }
        self.init(rawValue: UInt8(index))
    }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    private static let names = Self.allCases.map { String(describing: $0) }
}
