import Glibc

/// Finds cells and rows as RFC 4180 has them: CRLF, LF or CR end rows; a quote opens only at the beginning of a cell; quoted
/// cells may hold delimiters, line ends and doubled quotes. A quote anywhere else is a character like any other.
struct CSVScanner {
    /// The whole file.
    let bytes: UnsafeBufferPointer<UInt8>
    /// The character between cells.
    let delimiter: UInt8

    static let quote = UInt8(ascii: "\"")
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    /// Longest row in bytes.
    static let rowLimit = 64 << 10
    /// The maximum number of cells of a row.
    static let cellLimit = 256

    /// One row.
    struct Row {
        /// The row's bytes, without the line end.
        var content: Range<Int>
        /// The offset of the next row.
        var next: Int
        /// Line ends in it and behind it.
        var lines: Int
        /// Longer than ``CSVScanner/rowLimit``.
        var isTooLong = false
        /// A quoted cell of it has no end within the limit.
        var isOpen = false
        /// Whether a line end stands behind the row.
        var isTerminated = true
    }

    /// One cell: its content without the enclosing quotes, and where the next one begins.
    struct Cell {
        var content: Range<Int>
        /// The offset behind the content and its quotes: of a delimiter, the row's end, or the end of the file.
        var end: Int
        /// Whether the content has doubled quotes, each of which stands for one.
        var hasDoubledQuotes = false
        var flaw: Flaw?

        /// A fault of a quoted cell: no closing quote, or text behind it.
        enum Flaw { case open, textBehindQuote }
    }

    /// The row that begins at `start`, which is inside the file.
    func row(at start: Int) -> Row {
        let rest = self.bytes.count - start
        let window = min(rest, Self.rowLimit + 2)
        let base = self.bytes.baseAddress! + start
        let feed = memchr(base, Int32(Self.lineFeed), window).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
        let plain = feed ?? window
        // The usual row: no quotes in it, so the first line end is its end.
        if memchr(base, Int32(Self.quote), plain) == nil {
            if let mark = memchr(base, Int32(Self.carriageReturn), plain) {
                let end = start + (UnsafeRawPointer(mark) - UnsafeRawPointer(base))
                return self.finished(start, end: end, lines: 0)
            }
            if let feed { return self.finished(start, end: start + feed, lines: 0) }
            return rest > window ? self.longRow(start) : self.finished(start, end: self.bytes.count, lines: 0)
        }
        return self.quotedRow(start)
    }

    /// A row with quotes in it, read cell by cell.
    private func quotedRow(_ start: Int) -> Row {
        var at = start
        var lines = 0
        while true {
            let isQuoted = at < self.bytes.count && self.bytes[at] == Self.quote
            let limit = isQuoted ? min(self.bytes.count, at + Self.rowLimit + 2) : self.bytes.count
            let cell = self.cell(at: at, limit: limit)
            if cell.flaw == .open || (cell.end == limit && limit < self.bytes.count) {
                return Row(content: start..<limit, next: limit, lines: lines, isOpen: true, isTerminated: false)
            }
            if isQuoted { lines += self.lineEnds(in: cell.content) }
            guard cell.end < limit, self.bytes[cell.end] == self.delimiter else {
                return self.finished(start, end: cell.end, lines: lines)
            }
            at = cell.end + 1
        }
    }

    /// A row without end in sight, outside of quotes: it is passed over up to the next line end.
    private func longRow(_ from: Int) -> Row {
        var end = from
        while end < self.bytes.count, self.bytes[end] != Self.lineFeed, self.bytes[end] != Self.carriageReturn { end += 1 }
        var row = self.finished(from, end: end, lines: 0)
        row.isTooLong = true
        return row
    }

    /// The row that ends before the line end at `end`.
    private func finished(_ start: Int, end: Int, lines: Int) -> Row {
        var row = Row(content: start..<end, next: end, lines: lines)
        row.isTooLong = end - start > Self.rowLimit
        guard end < self.bytes.count else {
            row.isTerminated = false
            return row
        }
        let isPair = self.bytes[end] == Self.carriageReturn && end + 1 < self.bytes.count && self.bytes[end + 1] == Self.lineFeed
        row.next = end + (isPair ? 2 : 1)
        row.lines += 1
        return row
    }

    /// Line ends inside a quoted cell; a plain cell has none.
    private func lineEnds(in content: Range<Int>) -> Int {
        var (count, previous) = (0, UInt8(0))
        for at in content {
            let byte = self.bytes[at]
            if byte == Self.carriageReturn || (byte == Self.lineFeed && previous != Self.carriageReturn) { count += 1 }
            previous = byte
        }
        return count
    }

    /// Reads the cell that begins at `at`, looking no further than `limit`.
    @inline(__always)
    func cell(at: Int, limit: Int) -> Cell {
        guard at < limit, self.bytes[at] == Self.quote else {
            let end = self.endOfPlain(at, limit)
            return Cell(content: at..<end, end: end)
        }
        return self.quotedCell(at: at, limit: limit)
    }

    /// The end of a cell, or of what follows a closing quote: a delimiter, a line end, or `limit`.
    @inline(__always)
    private func endOfPlain(_ start: Int, _ limit: Int) -> Int {
        var at = start
        while at < limit {
            let byte = self.bytes[at]
            if byte == self.delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
            at += 1
        }
        return at
    }

    /// The cell whose opening quote stands at `start`.
    private func quotedCell(at start: Int, limit: Int) -> Cell {
        var at = start + 1
        var hasDoubled = false
        while at < limit {
            if self.bytes[at] != Self.quote {
                at += 1
            } else if at + 1 < limit, self.bytes[at + 1] == Self.quote {
                hasDoubled = true
                at += 2
            } else {
                let end = self.endOfPlain(at + 1, limit)
                return Cell(
                    content: start + 1..<at, end: end, hasDoubledQuotes: hasDoubled, flaw: end > at + 1 ? .textBehindQuote : nil)
            }
        }
        return Cell(content: start + 1..<limit, end: limit, hasDoubledQuotes: hasDoubled, flaw: .open)
    }

    /// The cell's text, its doubled quotes made single.
    func text(_ cell: Cell) -> String {
        let content = UnsafeBufferPointer(rebasing: self.bytes[cell.content])
        guard cell.hasDoubledQuotes else { return String(decoding: content, as: UTF8.self) }
        return String(decoding: Self.withSingleQuotes(content), as: UTF8.self)
    }

    /// The content of a cell, each of its doubled quotes made single.
    static func withSingleQuotes(_ content: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var at = 0
        while at < content.count {
            result.append(content[at])
            at += content[at] == Self.quote ? 2 : 1
        }
        return result
    }
}
