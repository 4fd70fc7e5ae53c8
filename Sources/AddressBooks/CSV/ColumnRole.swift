import CallModel

/// What one column of a file is for, once its heading is understood.
enum ColumnRole: Hashable, Sendable {
    /// A field of its own; of several columns the first filled one counts.
    case field(CallerField)
    /// A part of one of several addresses. Parts of two addresses are never mixed.
    case address(set: AddressSet, part: CallerField)
    /// Numbers under a fixed name.
    case telNumber(name: String)
    /// Numbers that are named by another column of the same number (`Phone 1 - Type`).
    case pairedTelNumber(pair: Int)
    case telNumberLabel(pair: Int)
    case customField(name: String)
    case block
    /// `Name`: the whole name, or the family name where a given name stands beside it and no family name does.
    case name
    case none

    /// Addresses in the order in which they are taken.
    enum AddressSet: Hashable, Comparable, Sendable {
        case plain, business, numbered(Int), home, other
    }

    init(_ column: BookColumn) {
        switch column {
        case .field(let field) where Self.addressParts.contains(field): self = .address(set: .plain, part: field)
        case .field(let field): self = .field(field)
        case .telNumber(let name): self = .telNumber(name: name)
        case .customField(let name): self = .customField(name: name)
        case .block: self = .block
        case .ignored: self = .none
        }
    }

    /// The fields that make an address.
    static let addressParts: Set<CallerField> = [.streetAddress, .postCode, .city, .state, .country]

    var isTelNumber: Bool {
        switch self {
        case .telNumber, .pairedTelNumber: true
        default: false
        }
    }

    /// What statistics show for the column; `nil` where it is not used.
    var title: String? {
        switch self {
        case .field(let field), .address(_, let field): field.name
        case .telNumber(let name): "telNumbers.\(name)"
        case .pairedTelNumber: "telNumbers"
        case .telNumberLabel: "telNumbers (names)"
        case .customField(let name): "customFields.\(name)"
        case .block: "block"
        case .name: CallerField.displayName.name
        case .none: nil
        }
    }
}
