internal import CallModel

/// The beginning of a CSV file: its delimiter and its headings.
struct CSVHeader {
    /// The character between cells: as declared, as Excel's `sep=` line says, or as the first line shows.
    let delimiter: UInt8
    /// The cells of the first row that is not blank.
    let headings: [String]
    /// The place of the first row.
    let rows: RecordCursor

    /// - Parameters:
    ///   - start: Behind the byte order mark.
    ///   - declared: What the configuration says about the delimiter; stronger than Excel's `sep=` line.
    init(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, declared: AddressBookOptions.Delimiter?) throws(AddressBookError) {
        var cursor = RecordCursor(offset: start, line: 1)
        var named: UInt8?
        while true {
            guard cursor.offset < bytes.count else { throw .empty }
            let delimiter = declared?.byte ?? named ?? Self.sniff(bytes, from: cursor.offset)
            let scanner = CSVScanner(bytes: bytes, delimiter: delimiter)
            let row = scanner.row(at: cursor.offset)
            if row.isOpen { throw .unclosedQuote(line: cursor.line) }
            if row.isTooLong { throw .lineTooLong(line: cursor.line) }
            let line = cursor.line
            cursor = RecordCursor(offset: row.next, line: cursor.line + row.lines)
            if let separator = Self.separator(bytes[row.content]), named == nil {
                named = separator
                continue
            }
            let cells = try Self.cells(scanner, row.content, line: line)
            if cells.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { continue }
            self.delimiter = delimiter
            self.headings = cells
            self.rows = cursor
            return
        }
    }

    private static func cells(_ scanner: CSVScanner, _ content: Range<Int>, line: Int) throws(AddressBookError) -> [String] {
        var cells: [String] = []
        var at = content.lowerBound
        while true {
            let cell = scanner.cell(at: at, limit: content.upperBound)
            guard cells.count < CSVScanner.cellLimit else { throw .tooManyColumns(line: line) }
            cells.append(scanner.text(cell))
            guard cell.end < content.upperBound else { return cells }
            at = cell.end + 1
        }
    }

    /// `sep=;`, which Excel writes and reads.
    private static func separator(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8? {
        guard line.count == 5, line.dropLast().elementsEqual("sep=".utf8) else { return nil }
        return line.last.flatMap { byte in AddressBookOptions.Delimiter.allCases.contains { $0.byte == byte } ? byte : nil }
    }

    /// The candidate that stands most often in the line outside of quotes; a comma where none does.
    private static func sniff(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt8 {
        let candidates = AddressBookOptions.Delimiter.allCases.map(\.byte)
        var counts = candidates.map { _ in 0 }
        var isQuoted = false
        for byte in bytes[start...].prefix(CSVScanner.rowLimit) {
            if byte == CSVScanner.quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let best = counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0
        return candidates[best]
    }
}
