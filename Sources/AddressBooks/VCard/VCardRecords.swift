import CallModel

/// The cards of a vCard file, of any version, one behind the other.
struct VCardRecords: RecordFormat {
    /// The whole file.
    let text: MappedBytes
    let start: RecordCursor
    /// The character set of text that is not UTF-8 and says nothing.
    private let fallback: Charset

    /// Longest card in bytes; pictures of several megabytes belong elsewhere.
    static let cardLimit = 4 << 20

    /// The first card may begin anywhere; what is before it is passed over.
    init(_ text: BookText) {
        self.text = text.bytes
        self.start = RecordCursor(offset: text.start, line: 1)
        self.fallback = Charset(text.encoding) ?? .windows1252
    }

    private var scanner: VCardScanner { VCardScanner(bytes: self.text.bytes) }

    /// The next card. Lines between cards are passed over; a card whose `END` is missing ends where the next one begins.
    ///
    /// One that the file ends in is lost: nobody knows where its last number was cut.
    func next(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan? {
        let scanner = self.scanner
        var (at, line) = (cursor.offset, cursor.line)
        var nesting = VCardNesting()
        var (begin, beginLine) = (at, line)
        func span(to end: Int, _ flaw: UnusableRow.Reason? = nil) -> RecordSpan {
            RecordSpan(begin..<end, line: beginLine, flaw: end - begin > Self.cardLimit ? .tooLong : flaw)
        }
        while at < self.text.count {
            let (end, next) = scanner.line(at: at)
            switch nesting.read(scanner, at, end) {
            case .begin: (begin, beginLine) = (at, line)
            case .end:
                cursor = RecordCursor(offset: next, line: line + 1)
                return span(to: end)
            case .newCard:
                cursor = RecordCursor(offset: at, line: line)
                return span(to: at)
            case .nested, .line: break
            }
            (at, line) = (next, line + 1)
        }
        cursor = RecordCursor(offset: at, line: line)
        return nesting.depth > 0 ? span(to: at, .missingEnd) : nil
    }

    /// Whether the last line that is not blank ends a card.
    var endsWhole: Bool {
        let bytes = self.text.bytes
        var end = bytes.count
        while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
        var start = end
        while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
        return self.scanner.isLine(start, end, "END:VCARD")
    }

    /// Numbers, company, person and block mark of one card.
    func readFacts(of record: RecordSpan, into facts: inout RecordFacts) {
        let card = VCardReader.read(self.scanner, from: record.start, fallback: self.fallback)
        facts.hasCompany = card.company != nil || card.isCompany
        facts.hasPerson = card.hasPerson
        facts.remark = !card.hasEnd ? .missingEnd : card.hasDamagedName ? .unreadableText : nil
        for number in card.numbers { facts.addNumber(number.text.utf8) }
        if let block = card.block { facts.addBlockMark(block.utf8) }
    }

    /// The card that begins at `offset`.
    func caller(at offset: Int) -> Caller {
        VCardReader.read(self.scanner, from: offset, fallback: self.fallback).caller
    }
}
