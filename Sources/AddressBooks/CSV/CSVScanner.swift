import Glibc

/// Finds cells and rows as RFC 4180 has them: CRLF, LF or CR end rows; a quote opens only at the beginning of a cell; quoted
/// cells may hold delimiters, line ends and doubled quotes. A quote anywhere else is a character like any other.
struct CSVScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let delimiter: UInt8

    static let quote = UInt8(ascii: "\"")
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    /// Longest row in bytes.
    static let rowLimit = 64 << 10
    /// Most cells of a row.
    static let cellLimit = 256

    /// One cell: its content without the enclosing quotes, and where the next one begins.
    struct Cell {
        var content: Range<Int>
        /// Behind the content and its quotes: a delimiter, the row's end, or the end of all.
        var end: Int
        /// Whether doubled quotes stand in it that mean one.
        var hasDoubledQuotes = false
        var flaw: Flaw?

        enum Flaw { case open, textBehindQuote }
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
