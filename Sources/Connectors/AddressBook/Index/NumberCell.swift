/// Splits a cell into the numbers it holds: one, or several separated by ` ::: ` (Google), line breaks, or semicolons.
enum NumberCell {
    /// Calls `body` with each number's bytes, trimmed, never empty.
    static func forEachNumber(in text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        // RFC 3966 and SIP use the semicolon for parameters.
        let isURI = text.contains(UInt8(ascii: ":")) && !text.contains(UInt8(ascii: " "))
        var start = 0
        var at = 0
        while at < text.count {
            let byte = text[at]
            var width = 0
            if byte == 0x0A || byte == 0x0D || (byte == UInt8(ascii: ";") && !isURI && !Self.isParameter(text, at)) {
                width = 1
            } else if byte == UInt8(ascii: ":"), at + 2 < text.count, text[at + 1] == byte, text[at + 2] == byte {
                width = 3
            }
            if width > 0 {
                Self.emit(text, start, at, body)
                start = at + width
            }
            at += max(width, 1)
        }
        Self.emit(text, start, text.count, body)
    }

    /// `4.93023E+11`: what a spreadsheet leaves of a long number. Its lost digits can't be had back.
    static func isSpreadsheetNumber(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let mark = text.firstIndex(where: { $0 & 0xDF == UInt8(ascii: "E") }), mark > 0, mark + 2 < text.count,
            text[mark + 1] == UInt8(ascii: "+")
        else { return false }
        let isFraction = { (byte: UInt8) in (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
        }
        return text[..<mark].allSatisfy(isFraction) && text[(mark + 2)...].allSatisfy { (0x30...0x39).contains($0) }
    }

    /// `;ext=33` behind a number, also where no scheme stands before it.
    private static func isParameter(_ text: UnsafeRawBufferPointer, _ at: Int) -> Bool {
        at + 1 < text.count && (0x61...0x7A).contains(text[at + 1] | 0x20)
    }

    private static func emit(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        var (start, end) = (start, end)
        while start < end, text[start] <= 0x20 { start += 1 }
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        if start < end { body(UnsafeRawBufferPointer(rebasing: text[start..<end])) }
    }
}
