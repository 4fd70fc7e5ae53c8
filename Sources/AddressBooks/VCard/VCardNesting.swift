/// Tells a card inside a card, as `AGENT` of vCard 2.1 has it, from a card whose `END` is missing.
struct VCardNesting {
    /// Cards that are open.
    private(set) var depth = 0
    private var isAgent = false

    /// What a line does.
    enum Step {
        /// It begins a card, or ends the outermost one.
        case begin, end
        /// It begins or ends a card inside one.
        case nested
        /// It begins a card though the one before has no end; it is still to be read.
        case newCard
        /// It is a line like any other.
        case line
    }

    /// Reads one line.
    mutating func read(_ scanner: VCardScanner, _ start: Int, _ end: Int) -> Step {
        if scanner.isLine(start, end, "BEGIN:VCARD") {
            guard self.depth == 0 || self.isAgent else { return .newCard }
            self.isAgent = false
            self.depth += 1
            return self.depth == 1 ? .begin : .nested
        }
        if scanner.isLine(start, end, "END:VCARD") {
            guard self.depth > 0 else { return .line }
            self.depth -= 1
            return self.depth == 0 ? .end : .nested
        }
        if start < end { self.isAgent = Self.isAgent(scanner.bytes[start..<end]) }
        return .line
    }

    /// `AGENT:` with nothing behind it.
    private static func isAgent(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let last = line.last(where: { $0 > 0x20 }), last == UInt8(ascii: ":") else { return false }
        let name = line.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }
        let word = name.split(separator: UInt8(ascii: ".")).last ?? name[...]
        return word.elementsEqual("AGENT".utf8) { $0 & 0xDF == $1 }
    }
}
