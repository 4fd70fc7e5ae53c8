import CallModel

/// The use of one column, once its heading is understood.
enum ColumnRole: Hashable, Sendable {
    /// A field of its own; of several columns the first filled one counts.
    case field(CallerField)
    /// A part of one of several addresses. Parts of two addresses are never mixed.
    case address(set: AddressSet, part: CallerField)
    /// Numbers under a fixed name.
    case telNumber(name: String)
    /// Full numbers under a fixed name: the heading may mean other things, so that what is short is no number.
    case fullTelNumber(name: String)
    /// Numbers under a fixed name, or rooms, houses, customers …: the cells decide, see ``CSVLayout``.
    ///
    /// `takesInternal` says that internal numbers may stand under such a heading, where no other column has numbers.
    case doubtfulTelNumber(name: String, takesInternal: Bool)
    /// Numbers that are named by another column of the same number (`Phone 1 - Type`).
    case pairedTelNumber(pair: Int)
    /// Names of the numbers of the same pair.
    case telNumberLabel(pair: Int)
    /// A fact that has no field of its own.
    case customField(name: String)
    /// Marks company blocks.
    case block
    /// `Name`: the whole name, or the family name where a given name stands beside it and no family name does.
    case familyOrWholeName
    /// `Nombre`: the whole name, or the given name where a family name stands beside it and no given name does.
    case givenOrWholeName
    /// `Title`: the job's where the person's has a column of its own.
    case title
    /// `Service`: a department in French.
    case service
    /// The column is not used.
    case none

    /// One of several addresses in a row, each made of columns of its own; the first case is preferred.
    enum AddressSet: Hashable, Comparable, Sendable {
        /// Headings that say nothing of whose address it is.
        case plain
        case business
        /// Google's `Address 1`, `Address 2` …
        case numbered(Int)
        case home
        case other
    }

    /// The use that the configuration names.
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

    /// Whether cells hold numbers.
    var isTelNumber: Bool {
        switch self {
        case .telNumber, .fullTelNumber, .pairedTelNumber: true
        default: false
        }
    }

    /// The column's meaning as statistics show it; `nil` where it is not used.
    var title: String? {
        switch self {
        case .field(let field), .address(_, let field): field.name
        case .telNumber(let name), .fullTelNumber(let name): "telNumbers.\(name)"
        case .pairedTelNumber: "telNumbers"
        case .telNumberLabel: "telNumbers (names)"
        case .customField(let name): "customFields.\(name)"
        case .block: "block"
        case .familyOrWholeName, .givenOrWholeName: CallerField.displayName.name
        case .doubtfulTelNumber, .title, .service, .none: nil
        }
    }
}
