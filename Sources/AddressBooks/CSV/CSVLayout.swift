import CallModel

/// The columns of a CSV file with their uses.
struct CSVLayout: Sendable {
    /// The headings as the file has them.
    let headings: [String]
    /// The use of each column, one a heading.
    let roles: [ColumnRole]
    /// For the index: the use of each cell.
    let kinds: [CellKind]
    /// For the index: the number of cells up to the last one that it needs.
    let indexedCells: Int

    /// For callers: whether each cell is used, and the number of cells up to the last one that is.
    let isUsed: [Bool]
    let usedCells: Int

    /// The use of a cell for the index.
    enum CellKind: Sendable { case none, number, company, person, display, block }

    /// Understands the headings of a file: by the configuration, else by themselves.
    ///
    /// - Throws: ``AddressBookError/columnNotFound(heading:)``, ``AddressBookError/noNumberColumn``.
    init(headings: [String], columns: [String: BookColumn]) throws(AddressBookError) {
        var mapped: [HeadingKey: BookColumn] = [:]
        let keys = headings.map(HeadingKey.init)
        for (heading, column) in columns.sorted(by: { $0.key < $1.key }) {
            let key = HeadingKey(heading)
            // A heading without a letter, such as `%`, has to be written as it is.
            if key.letters.isEmpty, headings.contains(heading) { continue }
            guard !key.letters.isEmpty, keys.contains(key) else { throw .columnNotFound(heading: heading) }
            mapped[key] = column
        }
        var roles = zip(headings, keys).map { heading, key in
            (columns[heading] ?? mapped[key]).map(ColumnRole.init) ?? Headings.role(of: heading) ?? .none
        }
        Self.settleName(&roles)
        guard roles.contains(where: { $0.isTelNumber || $0 == .block }) else { throw .noNumberColumn }
        self.headings = headings
        self.roles = roles
        self.kinds = roles.map(Self.kind)
        self.isUsed = roles.map { $0 != .none && $0 != .block }
        self.usedCells = (self.isUsed.lastIndex(of: true) ?? -1) + 1
        self.indexedCells = (self.kinds.lastIndex { $0 != .none } ?? -1) + 1
    }

    /// German lists say `Name` for the family name, beside `Vorname`.
    private static func settleName(_ roles: inout [ColumnRole]) {
        let isFamilyName = roles.contains(.field(.firstName)) && !roles.contains(.field(.lastName))
        for index in roles.indices where roles[index] == .name {
            roles[index] = .field(isFamilyName ? .lastName : .displayName)
        }
    }

    private static func kind(_ role: ColumnRole) -> CellKind {
        switch role {
        case .telNumber, .pairedTelNumber: .number
        case .field(.company): .company
        case .field(.firstName), .field(.lastName): .person
        case .field(.displayName): .display
        case .block: .block
        default: .none
        }
    }
}

/// The use of one column, once its heading is understood.
enum ColumnRole: Hashable, Sendable {
    /// A field of its own; of several columns the first filled one counts.
    case field(CallerField)
    /// A part of one of several addresses. Parts of two addresses are never mixed.
    case address(set: AddressSet, part: CallerField)
    /// Numbers under a fixed name.
    case telNumber(name: String)
    /// Numbers that are named by another column of the same number (`Phone 1 - Type`).
    case pairedTelNumber(pair: Int)
    /// Names of the numbers of the same pair.
    case telNumberLabel(pair: Int)
    /// A fact that has no field of its own.
    case customField(name: String)
    /// Marks company blocks.
    case block
    /// `Name`: the whole name, or the family name where a given name stands beside it and no family name does.
    case name
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
        case .telNumber, .pairedTelNumber: true
        default: false
        }
    }

    /// The column's meaning as statistics show it; `nil` where it is not used.
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
