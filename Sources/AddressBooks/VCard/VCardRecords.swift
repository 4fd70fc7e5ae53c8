import CallModel

/// The cards of a vCard file, of any version, one behind the other.
struct VCardRecords: RecordFormat {
    /// The whole file.
    let text: MappedBytes
    let start: RecordCursor

    /// Longest card in bytes; pictures of several megabytes belong elsewhere.
    static let cardLimit = 4 << 20

    /// The first card may begin anywhere; what is before it is passed over.
    init(_ text: BookText) {
        self.text = text.bytes
        self.start = RecordCursor(offset: text.start, line: 1)
    }

    private var scanner: VCardScanner { VCardScanner(bytes: self.text.bytes) }

    /// Cards may hold cards (`AGENT` of vCard 2.1): the outermost `BEGIN` and `END` count. Lines between cards are passed over.
    func next(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan? {
        let scanner = self.scanner
        var (at, line) = (cursor.offset, cursor.line)
        var depth = 0
        var (begin, beginLine) = (at, line)
        while at < self.text.count {
            let (end, next) = scanner.line(at: at)
            if scanner.isLine(at, end, "BEGIN:VCARD") {
                if depth == 0 { (begin, beginLine) = (at, line) }
                depth += 1
            } else if depth > 0, scanner.isLine(at, end, "END:VCARD") {
                depth -= 1
                if depth == 0 {
                    cursor = RecordCursor(offset: next, line: line + 1)
                    return RecordSpan(begin..<end, line: beginLine, flaw: end - begin > Self.cardLimit ? .tooLong : nil)
                }
            }
            (at, line) = (next, line + 1)
        }
        cursor = RecordCursor(offset: at, line: line)
        if depth > 0 { throw .truncated(line: beginLine) }
        return nil
    }

    /// Numbers, company, person and block mark of one card.
    func readFacts(of record: RecordSpan, into facts: inout RecordFacts) {
        let card = VCardReader.read(self.scanner, from: record.start)
        facts.hasCompany = card.company != nil || card.isCompany
        facts.hasPerson = card.hasPerson
        for number in card.numbers { facts.addNumber(number.text.utf8) }
        if let block = card.block { facts.addBlockMark(block.utf8) }
    }

    /// The card that begins at `offset`.
    func caller(at offset: Int) -> Caller {
        VCardReader.read(self.scanner, from: offset).caller
    }
}
