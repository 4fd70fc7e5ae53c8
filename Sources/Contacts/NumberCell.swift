import CallModel

/// A cell that holds telephone numbers, as answers show it: one text, or several separated by ` ::: ` (Google), line breaks, or
/// semicolons. What numbers such a text holds is the number reader's to say (`NumberIndexer`).
package enum NumberCell {
    /// Calls `body` with the bytes of each number, trimmed, never empty.
    package static func forEachNumber(in text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        // RFC 3966 and SIP use the semicolon for parameters.
        let isURI = text.contains(UInt8(ascii: ":")) && !text.contains(UInt8(ascii: " "))
        var start = 0
        var at = 0
        while at < text.count {
            let byte = text[at]
            var width = 0
            if byte == 0x0A || byte == 0x0D
                || (byte == UInt8(ascii: ";") && !isURI && !Self.isParameter(text, at) && !Self.isPause(text, at))
            {
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

    /// The numbers of a cell as texts fit for an answer: without the mark of a block, and without `tel:` and its parameters.
    package static func texts(in cell: String) -> [String] {
        var cell = cell
        var texts: [String] = []
        cell.withUTF8 { bytes in
            Self.forEachNumber(in: UnsafeRawBufferPointer(bytes)) { number in
                let isURI =
                    number.count >= 4 && number[3] == UInt8(ascii: ":")
                    && number.prefix(3).elementsEqual("tel".utf8) { $0 | 0x20 == $1 }
                var bytes = isURI ? number.dropFirst(4).prefix { $0 != UInt8(ascii: ";") } : number[...]
                if bytes.last == UInt8(ascii: "*") { bytes.removeLast() }
                if let text = FieldText.clean(String(decoding: bytes, as: UTF8.self)) { texts.append(text) }
            }
        }
        return texts
    }

    /// Whether the semicolon at `at` begins a parameter such as `;ext=33`, also where no scheme stands before the number.
    private static func isParameter(_ text: UnsafeRawBufferPointer, _ at: Int) -> Bool {
        at + 1 < text.count && (0x61...0x7A).contains(text[at + 1] | 0x20)
    }

    /// Whether the semicolon at `at` stands for a pause, as telephones write it: tones follow at once, fewer than a number has.
    private static func isPause(_ text: UnsafeRawBufferPointer, _ at: Int) -> Bool {
        let tones = text[(at + 1)...].prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "#") }
        return (1...6).contains(tones.count) && (tones.endIndex == text.count || text[tones.endIndex] == UInt8(ascii: ";"))
    }

    /// Calls `body` with a range of `text` without the blanks at its ends, unless nothing is left of it.
    private static func emit(
        _ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var (start, end) = (start, end)
        while start < end, text[start] <= 0x20 { start += 1 }
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        if start < end { body(UnsafeRawBufferPointer(rebasing: text[start..<end])) }
    }
}
