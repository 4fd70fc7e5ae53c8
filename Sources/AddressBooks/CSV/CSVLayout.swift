import CallModel

/// Which columns a CSV file has, and what each is for.
struct CSVLayout: Sendable {
    let headings: [String]
    let roles: [ColumnRole]
    /// For the index: what to do with each cell.
    let kinds: [CellKind]
    /// Behind the last cell that the index needs.
    let indexedCells: Int

    /// For callers: whether a cell says anything, and behind the last one that does.
    let isUsed: [Bool]
    let usedCells: Int

    enum CellKind: Sendable { case none, number, company, person, display, block }

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
