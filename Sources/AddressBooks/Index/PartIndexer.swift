import CallModel

/// Makes keys of the records of one part of a file.
struct PartIndexer<Format: RecordFormat> {
    let format: Format
    /// Makes keys of numbers.
    let numbers: any NumberIndexer
    /// The region in which national writings are read.
    let region: Region?

    /// Reads all records of a part; ends at the first that makes the whole file useless.
    func index(_ records: [RecordSpan]) -> IndexedPart {
        var part = IndexedPart()
        part.numbers.reserve(records.count * 2)
        var facts = RecordFacts()
        for record in records {
            if let flaw = record.flaw {
                part.note(record.line, flaw)
                continue
            }
            facts.reset()
            self.format.readFacts(of: record, into: &facts)
            if let fault = facts.fault {
                part.fault = fault
                break
            }
            if facts.isBlank { continue }
            if facts.cells > 0 { part.countCells(facts.cells, line: record.line) }
            if let flaw = facts.flaw {
                part.note(record.line, flaw)
                continue
            }
            if let remark = facts.remark { part.note(record.line, remark) }
            self.add(facts, of: record, to: &part)
        }
        part.lastLine = records.last?.line
        return part
    }

    /// Adds the numbers of one record; the record counts as a contact where one of them is of use.
    private func add(_ facts: RecordFacts, of record: RecordSpan, to part: inout IndexedPart) {
        if facts.ends.isEmpty {
            part.withoutNumber += 1
            return
        }
        let before = part.numbers.count + part.blocks.count
        let rule = BlockRule(numbers: self.numbers, region: self.region)
        facts.texts.withUnsafeBytes { texts in
            var start = 0
            for (end, isBlock) in facts.ends {
                let cell = UnsafeRawBufferPointer(rebasing: texts[start..<end])
                self.numbers.readNumbers(in: cell, region: self.region) { entry in
                    self.add(entry, isBlock: isBlock || facts.mark == .all, facts, record, rule, to: &part)
                }
                start = end
            }
        }
        if part.numbers.count + part.blocks.count > before { part.contacts += 1 }
    }

    /// Adds one number with the block that it is or stands for, or notes why it is of no use.
    private func add(
        _ entry: NumberInText, isBlock: Bool, _ facts: RecordFacts, _ record: RecordSpan, _ rule: BlockRule,
        to part: inout IndexedPart
    ) {
        switch entry {
        case .number(let key):
            part.numbers.append(key, record.start)
            if isBlock {
                self.add(rule.block(marked: key), record, to: &part)
            } else if facts.hasCompany, !facts.hasPerson, facts.mark == .none, let block = rule.block(ofSwitchboard: key) {
                part.blocks.append(block, record.start)
            }
        case .withoutPlus(let key): part.withoutPlus.append(key, record.start)
        case .stem(let stem):
            stem.withUnsafeBytes { stem in
                if let key = self.numbers.key(of: stem, region: self.region) { part.numbers.append(key, record.start) }
                self.add(rule.block(stem: stem), record, to: &part)
            }
        case .unreadable(let reason): part.note(record.line, UnusableRow.Reason(reason))
        }
    }

    /// Adds a block, or notes that there is none.
    private func add(_ block: NumberKey?, _ record: RecordSpan, to part: inout IndexedPart) {
        guard let block else { return part.note(record.line, .unusableBlock) }
        part.blocks.append(block, record.start)
    }
}

/// The keys and figures of one part of a file, as one thread made them.
struct IndexedPart {
    /// Numbers and the places of their records, in the order of the file.
    var numbers = KeyList()
    /// Numbers that digits without `+` and without a prefix are in E.164, and the places of their records; not all are in a plan.
    var withoutPlus = KeyList()
    /// Blocks and the places of their records.
    var blocks = KeyList()
    /// Records with at least one usable number or block.
    var contacts = 0
    /// Records without any number.
    var withoutNumber = 0
    /// Numbers and blocks that could not be used.
    var unusableNumbers = 0
    /// Records that could not be used at all, or not whole.
    var unusableRecords = 0
    /// The first of what could not be used, at most ``listLimit`` a part.
    var unusable: [UnusableRow] = []
    /// Why the file as a whole can't be used.
    var fault: AddressBookError?
    /// The line in which the last record begins; `nil` where the part has none.
    var lastLine: Int?
    /// The minimum number of cells of a row, the last row of the part left out.
    private(set) var fewestCells = Int.max
    /// The last row; `nil` where there is none, or the format has no cells.
    private(set) var lastRow: (cells: Int, line: Int)?

    /// The maximum number of rows that are listed of what could not be used.
    static let listLimit = 1_000

    /// Number keys with the places of their records, as two arrays: one of pairs would waste a quarter on padding.
    struct KeyList {
        private(set) var keys: [NumberKey] = []
        private(set) var places: [UInt32] = []

        var count: Int { self.keys.count }

        /// Adds a number and the offset of its record, which is below 2³¹.
        mutating func append(_ key: NumberKey, _ place: Int) {
            self.keys.append(key)
            self.places.append(UInt32(place))
        }

        /// Makes room for `count` numbers.
        mutating func reserve(_ count: Int) {
            self.keys.reserveCapacity(count)
            self.places.reserveCapacity(count)
        }
    }

    /// Counts what could not be used.
    mutating func note(_ line: Int, _ reason: UnusableRow.Reason) {
        if reason.isOfRecord { self.unusableRecords += 1 } else { self.unusableNumbers += 1 }
        if self.unusable.count < Self.listLimit { self.unusable.append(UnusableRow(line: line, reason: reason)) }
    }

    /// Notes the width of a row.
    mutating func countCells(_ cells: Int, line: Int) {
        if let last = self.lastRow { self.fewestCells = min(self.fewestCells, last.cells) }
        self.lastRow = (cells, line)
    }
}
