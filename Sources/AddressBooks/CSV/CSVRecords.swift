import CallModel

/// The rows of a CSV file.
struct CSVRecords: RecordFormat {
    /// The whole file.
    let text: MappedBytes
    /// The columns with their uses.
    let layout: CSVLayout
    let start: RecordCursor
    /// The character between cells.
    let delimiter: UInt8

    /// Reads the headings.
    ///
    /// - Throws: Where they are no headings of an address book, see ``CSVHeader`` and ``CSVLayout``.
    init(_ text: BookText, options: AddressBookOptions, numbers: any NumberIndexer) throws(AddressBookError) {
        let header = try CSVHeader(text.bytes.bytes, start: text.start, declared: options.delimiter)
        let sampler = ColumnSampler(
            scanner: CSVScanner(bytes: text.bytes.bytes, delimiter: header.delimiter),
            judge: NumberJudge(numbers: numbers, region: options.region))
        self.layout = try CSVLayout(headings: header.headings, columns: options.columns) { columns in
            sampler.samples(of: columns, from: header.rows.offset)
        }
        self.text = text.bytes
        self.start = header.rows
        self.delimiter = header.delimiter
    }

    private var scanner: CSVScanner { CSVScanner(bytes: self.text.bytes, delimiter: self.delimiter) }

    /// Whether the file's last byte ends a line.
    var endsWhole: Bool {
        self.text.bytes.last.map { $0 == CSVScanner.lineFeed || $0 == CSVScanner.carriageReturn } ?? true
    }

    /// The next row.
    ///
    /// - Throws: ``AddressBookError/unclosedQuote(line:)``, since nobody can tell where such a row ends.
    func next(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan? {
        guard cursor.offset < self.text.count else { return nil }
        let row = self.scanner.row(at: cursor.offset)
        if row.isOpen { throw .unclosedQuote(line: cursor.line) }
        defer { cursor = RecordCursor(offset: row.next, line: cursor.line + row.lines) }
        return RecordSpan(row.content, line: cursor.line, flaw: row.isTooLong ? .tooLong : nil)
    }

    /// Numbers, company, person and block mark of one row; only the cells that the layout names are looked at.
    func readFacts(of record: RecordSpan, into facts: inout RecordFacts) {
        let scanner = self.scanner
        var at = record.start
        var cells = 0
        var isBlank = true
        var display = 0..<0
        var company = 0..<0
        while true {
            let cell = scanner.cell(at: at, limit: record.end)
            if cell.flaw != nil { facts.flaw = .badQuoting }
            let content = cells < self.layout.indexedCells || isBlank ? self.trimmed(cell.content) : cell.content
            if !content.isEmpty {
                isBlank = false
                if cells < self.layout.indexedCells {
                    self.read(content, cell, self.layout.kinds[cells], into: &facts)
                    switch self.layout.kinds[cells] {
                    case .display where display.isEmpty: display = content
                    case .company where company.isEmpty: company = content
                    default: break
                    }
                } else if cells >= self.layout.kinds.count, !self.trimmed(content).isEmpty {
                    facts.flaw = .cellsBeyondHeadings
                }
            }
            cells += 1
            guard cell.end < record.end else { break }
            if cells == CSVScanner.cellLimit {
                facts.flaw = .tooManyCells
                break
            }
            at = cell.end + 1
        }
        facts.cells = cells
        facts.isBlank = isBlank
        if !display.isEmpty, !self.text.bytes[display].elementsEqual(self.text.bytes[company]) { facts.hasPerson = true }
    }

    /// Reads one cell that the index needs.
    private func read(_ content: Range<Int>, _ cell: CSVScanner.Cell, _ kind: CSVLayout.CellKind, into facts: inout RecordFacts) {
        switch kind {
        case .company: facts.hasCompany = true
        case .person: facts.hasPerson = true
        case .fullNumber where !NumberJudge.hasFullLength(self.text.bytes[content]): break
        case .number, .fullNumber, .block:
            let bytes = UnsafeBufferPointer(rebasing: self.text.bytes[content])
            if cell.hasDoubledQuotes {
                let single = CSVScanner.withSingleQuotes(bytes)
                kind == .block ? facts.addBlockMark(single) : facts.addNumber(single)
            } else {
                kind == .block ? facts.addBlockMark(bytes) : facts.addNumber(bytes)
            }
        case .display, .none: break
        }
    }

    /// `range` without white space at its ends.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        let bytes = self.text.bytes
        while start < end, bytes[start] <= 0x20 { start += 1 }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }

    /// The row that begins at `offset`.
    func caller(at offset: Int) -> Caller {
        let scanner = self.scanner
        let row = scanner.row(at: offset)
        var reader = CSVCaller()
        var at = row.content.lowerBound
        for index in 0..<self.layout.usedCells {
            let cell = scanner.cell(at: at, limit: row.content.upperBound)
            if self.layout.isUsed[index], !cell.content.isEmpty {
                reader.read(scanner.text(cell), as: self.layout.roles[index], isPlain: self.isPlain(cell.content))
            }
            guard cell.end < row.content.upperBound else { break }
            at = cell.end + 1
        }
        return reader.finish()
    }

    /// Whether neither line breaks nor ` ::: ` can be in the cell.
    private func isPlain(_ content: Range<Int>) -> Bool {
        for at in content where self.text.bytes[at] < 0x20 || self.text.bytes[at] == UInt8(ascii: ":") { return false }
        return true
    }
}
