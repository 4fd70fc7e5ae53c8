import CallModel
import Contacts
import StrictJSON

/// The elements of a JSON array, cut by brackets and parsed one at a time: a tree of a million contacts would take gigabytes.
struct JSONRecords: RecordFormat {
    /// The whole file.
    let text: MappedBytes
    let start: RecordCursor

    /// Longest contact in bytes; the address book interface takes no more either.
    static let contactLimit = BookContact.largest

    /// - Throws: ``AddressBookError/badJSON(line:)`` where the text does not begin with an array.
    init(_ text: BookText) throws(AddressBookError) {
        self.text = text.bytes
        var cursor = RecordCursor(offset: text.start, line: 1)
        Self.skipBlanks(self.text.bytes, &cursor)
        guard cursor.offset < self.text.count else { throw .empty }
        guard self.text.bytes[cursor.offset] == UInt8(ascii: "[") else { throw .badJSON(line: cursor.line) }
        self.start = cursor
    }

    /// The next element of the array.
    ///
    /// - Throws: ``AddressBookError/badJSON(line:)`` where it is no object, ``AddressBookError/truncated(line:)`` where the array has no
    ///   end.
    func next(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan? {
        let bytes = self.text.bytes
        guard cursor.offset < bytes.count else { return nil }
        // The cursor stands on the opening bracket, or on what follows an element: a comma or the closing bracket.
        let mark = bytes[cursor.offset]
        if mark == UInt8(ascii: "]") { return try self.end(&cursor) }
        guard mark == UInt8(ascii: ",") || cursor == self.start else { throw .badJSON(line: cursor.line) }
        cursor.offset += 1
        Self.skipBlanks(bytes, &cursor)
        guard cursor.offset < bytes.count else { throw .truncated(line: cursor.line) }
        if mark == UInt8(ascii: "["), bytes[cursor.offset] == UInt8(ascii: "]") { return try self.end(&cursor) }
        guard bytes[cursor.offset] == UInt8(ascii: "{") else { throw .badJSON(line: cursor.line) }
        let line = cursor.line
        let range = try self.object(&cursor)
        Self.skipBlanks(bytes, &cursor)
        guard cursor.offset < bytes.count else { throw .truncated(line: line) }
        return RecordSpan(range, line: line, flaw: range.count > Self.contactLimit ? .tooLong : nil)
    }

    /// Passes over the closing bracket; nothing but white space may follow it.
    private func end(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan? {
        cursor.offset += 1
        Self.skipBlanks(self.text.bytes, &cursor)
        guard cursor.offset == self.text.count else { throw .badJSON(line: cursor.line) }
        return nil
    }

    /// The bytes of the object that begins at `cursor`, which is moved behind it.
    private func object(_ cursor: inout RecordCursor) throws(AddressBookError) -> Range<Int> {
        let bytes = self.text.bytes
        let (start, line) = (cursor.offset, cursor.line)
        var depth = 0
        var isString = false
        while cursor.offset < bytes.count {
            let byte = bytes[cursor.offset]
            cursor.offset += 1
            if byte == 0x0A { cursor.line += 1 }
            if isString {
                if byte == UInt8(ascii: "\\") { cursor.offset += 1 } else if byte == UInt8(ascii: "\"") { isString = false }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return start..<cursor.offset }
            default: break
            }
        }
        throw .truncated(line: line)
    }

    private static func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ cursor: inout RecordCursor) {
        while cursor.offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[cursor.offset]) {
            if bytes[cursor.offset] == 0x0A { cursor.line += 1 }
            cursor.offset += 1
        }
    }

    /// Numbers, company, person and block mark of one contact.
    func readFacts(of record: RecordSpan, into facts: inout RecordFacts) {
        switch self.parse(record.start..<record.end) {
        case .failure(let error):
            let before = UnsafeBufferPointer(rebasing: self.text.bytes[record.start..<record.end])
            facts.fault = .badJSON(line: record.line + BookText.line(of: error.offset, in: before) - 1)
        case .success(let contact):
            if contact.hasWrongType { facts.flaw = .wrongType }
            facts.hasCompany = contact.caller[.company] != nil
            facts.hasPerson = contact.hasPerson
            for number in contact.numbers { facts.addNumber(number.text.utf8) }
            if let block = contact.block { facts.addBlockMark(block.utf8) }
        }
    }

    /// The contact that begins at `offset`.
    func caller(at offset: Int) -> Caller {
        var cursor = RecordCursor(offset: offset, line: 1)
        guard let range = try? self.object(&cursor), case .success(let contact) = self.parse(range) else { return Caller() }
        return contact.finished
    }

    private func parse(_ range: Range<Int>) -> Result<JSONContact, StrictJSONError> {
        do throws(StrictJSONError) {
            let value = try StrictJSON.parse(
                UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: self.text.bytes[range])), maxDepth: 8)
            guard let object = value.objectValue else { return .failure(.syntax(at: 0)) }
            return .success(JSONContact(object))
        } catch {
            return .failure(error)
        }
    }
}
