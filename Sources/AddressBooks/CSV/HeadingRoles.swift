import CallModel

/// The uses of all columns of a file: some headings mean something only beside others, and some only with the right cells.
struct HeadingRoles {
    /// One use a heading.
    private(set) var all: [ColumnRole]

    /// Understands each heading, then those that depend on the others.
    ///
    /// - Parameter configured: What the configuration says of each column; stronger than its heading.
    init(_ headings: [String], keys: [HeadingKey], configured: [BookColumn?]) {
        let isDirectory = DirectoryAttributes.areHeadings(keys)
        self.all = headings.indices.map { index in
            if let column = configured[index] { return ColumnRole(column) }
            if isDirectory, let role = DirectoryAttributes.role(of: keys[index]) { return role }
            return Headings.role(of: headings[index]) ?? .none
        }
        self.settleNames()
        self.settleTitle(keys)
    }

    /// Whether only the cells can tell of what use a column is, or whether it was not understood at all.
    func isUndecided(_ index: Int) -> Bool {
        switch self.all[index] {
        case .doubtfulTelNumber, .none: true
        default: false
        }
    }

    /// German lists say `Name` for the family name, beside `Vorname`; Spanish and Italian ones `Nombre` for the given name.
    private mutating func settleNames() {
        let hasGiven = self.all.contains(.field(.firstName)) || self.all.contains(.givenOrWholeName)
        let hasFamily = self.all.contains(.field(.lastName)) || self.all.contains(.familyOrWholeName)
        let isFamilyName = hasGiven && !self.all.contains(.field(.lastName))
        let isGivenName = hasFamily && !self.all.contains(.field(.firstName))
        for index in self.all.indices {
            switch self.all[index] {
            case .familyOrWholeName: self.all[index] = .field(isFamilyName ? .lastName : .displayName)
            case .givenOrWholeName: self.all[index] = .field(isGivenName ? .firstName : .displayName)
            default: break
            }
        }
    }

    /// `Title` is `Dr.` in one file and `Head of Sales` in another: it is the job's where the former has a column of its own, or
    /// where the file is a CRM's. `Service` is a department in a French file.
    private mutating func settleTitle(_ keys: [HeadingKey]) {
        let letters = Set(keys.map(\.letters))
        let isJobTitle =
            !letters.isDisjoint(with: ["salutation", "anrede", "accountname", "userprincipalname"])
            && !self.all.contains(.field(.jobTitle))
        for index in self.all.indices {
            switch self.all[index] {
            case .title: self.all[index] = isJobTitle ? .field(.jobTitle) : .none
            case .service: self.all[index] = letters.contains("prenom") ? .field(.department) : .none
            default: break
            }
        }
    }

    /// Decides on columns by what stands in them.
    ///
    /// A doubtful column is one of telephone numbers where half of its filled cells are full numbers; then only its full numbers
    /// count. Internal numbers count under a heading such as `Number` or `Extension` alone, and only where no other column has
    /// numbers and no street has a house number.
    ///
    /// - Returns: Columns that were not understood though their cells are telephone numbers.
    mutating func decide(_ samples: [ColumnSample], of undecided: Set<Int>) -> [Int] {
        var unread: [Int] = []
        var internalNumbers: [(index: Int, name: String)] = []
        for sample in samples where undecided.contains(sample.column) {
            switch self.all[sample.column] {
            case .doubtfulTelNumber(let name, let takesInternal):
                let isOfNumbers = sample.isMostlyFullNumbers || sample.filled == 0
                self.all[sample.column] = isOfNumbers ? .fullTelNumber(name: name) : .none
                if takesInternal, sample.isMostlyNumbers { internalNumbers.append((sample.column, name)) }
            case .none where sample.isMostlyFullNumbers: unread.append(sample.column)
            default: break
            }
        }
        if internalNumbers.count == 1, let only = internalNumbers.first, self.mayBeInternal(besides: only.index) {
            self.all[only.index] = .telNumber(name: only.name)
        }
        for index in self.all.indices {
            if case .doubtfulTelNumber = self.all[index] { self.all[index] = .none }
        }
        return unread.sorted()
    }

    private func mayBeInternal(besides index: Int) -> Bool {
        !self.all.indices.contains { other in
            if case .address(_, .streetAddress) = self.all[other] { return true }
            return other != index && self.all[other].isTelNumber
        }
    }
}
