import CallModel

/// The columns of a CSV file with their uses.
struct CSVLayout: Sendable {
    /// The headings as the file has them.
    let headings: [String]
    /// The use of each column, one a heading.
    let roles: [ColumnRole]
    /// Columns, counted from 0, that nobody understood and whose cells are telephone numbers.
    let unreadNumbers: [Int]
    /// For the index: the use of each cell.
    let kinds: [CellKind]
    /// For the index: the number of cells up to the last one that it needs.
    let indexedCells: Int

    /// For callers: whether each cell is used, and the number of cells up to the last one that is.
    let isUsed: [Bool]
    let usedCells: Int

    /// The use of a cell for the index.
    enum CellKind: Sendable { case none, number, fullNumber, company, person, display, block }

    /// Understands the headings of a file: by the configuration, else by themselves, else by what stands under them.
    ///
    /// - Parameter sample: Looks into the cells of the given columns; asked once.
    /// - Throws: ``AddressBookError/columnNotFound(heading:)``, ``AddressBookError/noNumberColumn``.
    init(
        headings: [String], columns: [String: BookColumn], sample: (Set<Int>) -> [ColumnSample]
    ) throws(AddressBookError) {
        let keys = headings.map(HeadingKey.init)
        let configured = try Self.configured(headings, keys, columns)
        var roles = HeadingRoles(headings, keys: keys, configured: configured)
        let undecided = Set(roles.all.indices.filter { roles.isUndecided($0) && configured[$0] == nil })
        let samples = undecided.isEmpty ? [] : sample(undecided)
        self.unreadNumbers = roles.decide(samples, of: undecided)
        guard roles.all.contains(where: { $0.isTelNumber || $0 == .block }) else { throw .noNumberColumn }
        self.headings = headings
        self.roles = roles.all
        self.kinds = self.roles.map(Self.kind)
        self.isUsed = self.roles.map { $0 != .none && $0 != .block }
        self.usedCells = (self.isUsed.lastIndex(of: true) ?? -1) + 1
        self.indexedCells = (self.kinds.lastIndex { $0 != .none } ?? -1) + 1
    }

    /// What the configuration says of each column.
    private static func configured(
        _ headings: [String], _ keys: [HeadingKey], _ columns: [String: BookColumn]
    ) throws(AddressBookError) -> [BookColumn?] {
        var mapped: [HeadingKey: BookColumn] = [:]
        for (heading, column) in columns.sorted(by: { $0.key < $1.key }) {
            let key = HeadingKey(heading)
            // A heading without a letter, such as `%`, has to be written as it is.
            if key.letters.isEmpty, headings.contains(heading) { continue }
            guard !key.letters.isEmpty, keys.contains(key) else { throw .columnNotFound(heading: heading) }
            mapped[key] = column
        }
        return zip(headings, keys).map { heading, key in columns[heading] ?? mapped[key] }
    }

    private static func kind(_ role: ColumnRole) -> CellKind {
        switch role {
        case .telNumber, .pairedTelNumber: .number
        case .fullTelNumber: .fullNumber
        case .field(.company): .company
        case .field(.firstName), .field(.lastName): .person
        case .field(.displayName): .display
        case .block: .block
        default: .none
        }
    }
}
