import CallModel
import Glibc

/// The contacts of a FRITZ!Box's telephone book in XML, as the box saves it: `phonebooks`, `phonebook`, `contact`.
struct FritzBoxRecords: RecordFormat {
    /// The whole file.
    let text: MappedBytes
    let start: RecordCursor
    private let end: Int

    /// Longest contact in bytes.
    static let contactLimit = 256 << 10

    /// Looks at the frame of the document.
    ///
    /// - Throws: ``AddressBookError/badXML(line:)`` for a document type or another document, ``AddressBookError/truncated(line:)`` where
    ///   its end is missing.
    init(_ text: BookText) throws(AddressBookError) {
        self.text = text.bytes
        let bytes = text.bytes.bytes
        let head = Self.find("<phonebooks", in: bytes, from: text.start, to: min(bytes.count, text.start + 4_096))
        guard let head, Self.find("<!DOCTYPE", in: bytes, from: text.start, to: head) == nil else {
            throw bytes.count == text.start ? .empty : .badXML(line: 1)
        }
        self.start = RecordCursor(offset: head, line: BookText.line(of: head, in: bytes))
        var end = bytes.count
        while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
        let tail = "</phonebooks>".utf8
        guard end >= head + tail.count, bytes[(end - tail.count)..<end].elementsEqual(tail) else {
            throw .truncated(line: BookText.line(of: end, in: bytes))
        }
        self.end = end
    }

    /// The next contact.
    ///
    /// - Throws: ``AddressBookError/truncated(line:)`` for a contact without an end.
    func next(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan? {
        let bytes = self.text.bytes
        var at = cursor.offset
        while let begin = Self.find("<contact", in: bytes, from: at, to: self.end) {
            at = begin + 8
            // Not `<contacts>`.
            guard at < self.end, bytes[at] <= 0x20 || bytes[at] == UInt8(ascii: ">") else { continue }
            let line = cursor.line + Self.lines(bytes, cursor.offset, begin)
            guard let tail = Self.find("</contact>", in: bytes, from: at, to: self.end) else { throw .truncated(line: line) }
            let end = tail + 10
            cursor = RecordCursor(offset: end, line: line + Self.lines(bytes, begin, end))
            return RecordSpan(begin..<end, line: line, flaw: end - begin > Self.contactLimit ? .tooLong : nil)
        }
        cursor = RecordCursor(offset: bytes.count, line: cursor.line + Self.lines(bytes, cursor.offset, bytes.count))
        return nil
    }

    /// Numbers and person of one contact.
    func readFacts(of record: RecordSpan, into facts: inout RecordFacts) {
        do throws(XMLReader.SyntaxError) {
            let contact = try FritzBoxContact(self.text.bytes[record.start..<record.end])
            facts.hasPerson = contact.name != nil
            for number in contact.numbers { facts.addNumber(number.text.utf8) }
        } catch {
            facts.flaw = .badSyntax
        }
    }

    /// The contact that begins at `offset`.
    func caller(at offset: Int) -> Caller {
        let tail = Self.find("</contact>", in: self.text.bytes, from: offset, to: self.end) ?? self.end - 10
        return (try? FritzBoxContact(self.text.bytes[offset..<(tail + 10)]))?.caller ?? Caller()
    }

    private static func lines(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        bytes[start..<end].count { $0 == 0x0A }
    }

    /// The place of a tag, which begins with `<`.
    private static func find(
        _ tag: StaticString, in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Int? {
        let tag = UnsafeBufferPointer(start: tag.utf8Start, count: tag.utf8CodeUnitCount)
        var at = start
        while at + tag.count <= end, let base = bytes.baseAddress,
            let mark = memchr(base + at, Int32(UInt8(ascii: "<")), end - at - tag.count + 1)
        {
            at = UnsafeRawPointer(mark) - UnsafeRawPointer(base)
            if bytes[at...].starts(with: tag) { return at }
            at += 1
        }
        return nil
    }
}

/// The encoding that an XML document says it is in (`<?xml … encoding="…"?>`).
enum XMLDeclaration {
    /// `nil` where there is no declaration, or one of an encoding that is not known here.
    static func encoding(of bytes: UnsafeBufferPointer<UInt8>) -> BookEncoding? {
        let head = String(decoding: bytes.prefix(200).prefix { $0 < 0x80 && $0 != UInt8(ascii: ">") }, as: UTF8.self)
        guard head.hasPrefix("<?xml"), let name = head.split(separator: "encoding").dropFirst().first else { return nil }
        let words = name.split { $0 == "=" || $0 == "\"" || $0 == "'" || $0 == " " || $0 == "?" }
        return words.first.flatMap { BookEncoding(name: $0) }
    }
}
