import CallModel

/// What one thread made of one part of a file.
struct IndexedPart {
    /// Numbers and the places of their records, in the order of the file.
    var numbers = KeyList()
    /// Blocks and the places of their records.
    var blocks = KeyList()
    /// Records with at least one usable number or block.
    var contacts = 0
    /// Records without any number.
    var withoutNumber = 0
    var unusableNumbers = 0
    var unusableRecords = 0
    /// The first of what could not be used, at most ``listLimit`` a part.
    var unusable: [UnusableRow] = []
    /// Why the file as a whole can't be used.
    var fault: AddressBookError?
    /// Fewest cells of a row, the last row of the part left out.
    private(set) var fewestCells = Int.max
    /// The last row; `nil` where there is none, or the format has no cells.
    private(set) var lastRow: (cells: Int, line: Int)?

    static let listLimit = 1_000

    /// Two arrays, since one of pairs would waste a quarter on padding.
    struct KeyList {
        private(set) var keys: [NumberKey] = []
        private(set) var places: [UInt32] = []

        var count: Int { self.keys.count }

        mutating func append(_ key: NumberKey, _ place: Int) {
            self.keys.append(key)
            self.places.append(UInt32(place))
        }

        mutating func reserve(_ count: Int) {
            self.keys.reserveCapacity(count)
            self.places.reserveCapacity(count)
        }
    }

    mutating func note(_ line: Int, _ reason: UnusableRow.Reason) {
        if reason.losesRecord { self.unusableRecords += 1 } else { self.unusableNumbers += 1 }
        if self.unusable.count < Self.listLimit { self.unusable.append(UnusableRow(line: line, reason: reason)) }
    }

    mutating func countCells(_ cells: Int, line: Int) {
        if let last = self.lastRow { self.fewestCells = min(self.fewestCells, last.cells) }
        self.lastRow = (cells, line)
    }
}
