/// Lines of an LDIF file (RFC 2849): comments and folding are undone, values are as they were written.
struct LDIFScanner {
    let bytes: UnsafeBufferPointer<UInt8>

    /// Longest value that is read, in bytes; pictures are passed over.
    static let valueLimit = 64 << 10

    /// A line as it counts.
    enum Line {
        /// Between two entries.
        case blank
        /// Begins with `#`.
        case comment
        /// An attribute and its value.
        case attribute(LDIFAttribute)
        /// Neither.
        case broken
    }

    /// Reads the line at `at`, with the lines that go on with it.
    ///
    /// - Returns: The line, where the next one begins, and how many lines of the file it is.
    func line(at: Int) -> (line: Line, next: Int, lines: Int) {
        var (end, next) = self.physicalLine(at: at)
        var lines = 1
        var parts: [Range<Int>] = [at..<end]
        while next < self.bytes.count, self.bytes[next] == UInt8(ascii: " ") {
            let start = next + 1
            (end, next) = self.physicalLine(at: next)
            parts.append(min(start, end)..<end)
            lines += 1
        }
        let first = parts[0]
        if first.isEmpty && parts.count == 1 { return (.blank, next, lines) }
        if self.bytes[at] == UInt8(ascii: "#") { return (.comment, next, lines) }
        guard let attribute = LDIFAttribute(self.bytes, parts) else { return (.broken, next, lines) }
        return (.attribute(attribute), next, lines)
    }

    /// The end of the physical line at `at`, and where the next one begins; LF and CRLF end lines.
    private func physicalLine(at: Int) -> (end: Int, next: Int) {
        var end = at
        while end < self.bytes.count, self.bytes[end] != 0x0A { end += 1 }
        let next = min(end + 1, self.bytes.count)
        return (end > at && self.bytes[end - 1] == 0x0D ? end - 1 : end, next)
    }
}

/// An attribute on a line: `telephoneNumber: 030 23125123`, `cn:: Sm9lcmc=`, `cn;lang-de: …`.
struct LDIFAttribute {
    /// The name in lower case, without its options, as a number: names are compared for every line of a large file.
    let name: UInt64
    /// The bytes of the name in the file, without options.
    let nameRange: Range<Int>
    /// Whether the value is base64.
    let isBase64: Bool
    /// Whether the value is text here: neither a URL to read it from, nor `;binary`.
    let isText: Bool
    private let parts: [Range<Int>]

    /// Reads a line that may go on in several parts; `nil` where it has no name before a colon.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ parts: [Range<Int>]) {
        let first = parts[0]
        guard let colon = bytes[first].firstIndex(of: UInt8(ascii: ":")), colon > first.lowerBound else { return nil }
        let optionsAt = bytes[first.lowerBound..<colon].firstIndex(of: UInt8(ascii: ";")) ?? colon
        self.nameRange = first.lowerBound..<optionsAt
        self.name = Self.hash(bytes[self.nameRange])
        var at = colon + 1
        let mark = at < first.upperBound ? bytes[at] : 0
        self.isBase64 = mark == UInt8(ascii: ":")
        let isBinary = bytes[optionsAt..<colon].elementsEqual(";binary".utf8)
        self.isText = mark != UInt8(ascii: "<") && !isBinary
        if self.isBase64 || mark == UInt8(ascii: "<") { at += 1 }
        while at < first.upperBound, bytes[at] == UInt8(ascii: " ") { at += 1 }
        self.parts = [at..<first.upperBound] + parts.dropFirst()
    }

    /// The value's text; `nil` where it is too long, no text, or no base64 though it says so.
    func value(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard self.isText, self.parts.reduce(0, { $0 + $1.count }) <= LDIFScanner.valueLimit else { return nil }
        var value: [UInt8] = []
        for part in self.parts { value.append(contentsOf: bytes[part]) }
        if self.isBase64 {
            guard let decoded = Base64.decoded(value) else { return nil }
            value = decoded
        }
        guard let text = Charset.readable(value) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// FNV-1a over the name in lower case.
    static func hash(_ name: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name {
            hash ^= UInt64((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            hash &*= 0x0000_0100_0000_01B3
        }
        return hash
    }
}
