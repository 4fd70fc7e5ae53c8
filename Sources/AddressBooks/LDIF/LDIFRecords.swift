import CallModel
import Contacts

/// The entries of an LDIF file (RFC 2849), as `ldapsearch -LLL` and Thunderbird write it. Records of changes are refused, and a
/// value that is to be read from a URL is not.
struct LDIFRecords: RecordFormat {
    /// The whole file.
    let text: MappedBytes
    let start: RecordCursor
    /// The attributes with their uses.
    let layout: LDIFLayout

    /// Longest entry in bytes; pictures of several megabytes belong elsewhere.
    static let entryLimit = 4 << 20

    /// Reads the names of the file's attributes.
    ///
    /// - Throws: ``AddressBookError/columnNotFound(heading:)``.
    init(_ text: BookText, options: AddressBookOptions, numbers: any NumberIndexer) throws(AddressBookError) {
        self.text = text.bytes
        self.start = RecordCursor(offset: text.start, line: 1)
        self.layout = try LDIFLayout(
            LDIFScanner(bytes: text.bytes.bytes), start: text.start, columns: options.columns,
            judge: NumberJudge(numbers: numbers, region: options.region))
    }

    private var scanner: LDIFScanner { LDIFScanner(bytes: self.text.bytes) }

    /// Whether the file's last byte ends a line.
    var endsWhole: Bool { self.text.bytes.last.map { $0 == 0x0A || $0 == 0x0D } ?? true }

    private static let versionName = LDIFAttribute.hash("version".utf8)
    private static let dnName = LDIFAttribute.hash("dn".utf8)
    private static let changeNames = Set(["changetype", "control"].map { LDIFAttribute.hash($0.utf8) })
    private static let trailerNames = Set(["search", "result", "ref"].map { LDIFAttribute.hash($0.utf8) })

    /// The next entry: from its first attribute to a blank line.
    func next(_ cursor: inout RecordCursor) throws(AddressBookError) -> RecordSpan? {
        let scanner = self.scanner
        var begin: RecordCursor?
        var end = cursor.offset
        var isTrailer = false
        var isEntry = false
        while cursor.offset < self.text.count {
            let here = cursor
            let (line, next, lines) = scanner.line(at: here.offset)
            cursor = RecordCursor(offset: next, line: here.line + lines)
            switch line {
            case .comment: continue
            case .blank:
                if begin == nil { continue }
                if !isTrailer { return self.span(begin!, end, isEntry) }
                (begin, isTrailer) = (nil, false)
            case .attribute(let attribute) where begin == nil && attribute.name == Self.versionName: continue
            case .attribute(let attribute):
                if begin == nil {
                    begin = here
                    isEntry = attribute.name == Self.dnName
                    isTrailer = Self.trailerNames.contains(attribute.name)
                }
                end = next
            case .broken:
                begin = begin ?? here
                end = next
            }
        }
        guard let begin, !isTrailer else { return nil }
        return self.span(begin, end, isEntry)
    }

    private func span(_ begin: RecordCursor, _ end: Int, _ isEntry: Bool) -> RecordSpan {
        let isTooLong = end - begin.offset > Self.entryLimit
        return RecordSpan(begin.offset..<end, line: begin.line, flaw: isTooLong ? .tooLong : isEntry ? nil : .badSyntax)
    }

    /// Numbers, company and person of one entry.
    func readFacts(of record: RecordSpan, into facts: inout RecordFacts) {
        var (display, company) = ("", "")
        let scanner = self.scanner
        var at = record.start
        while at < record.end {
            let (line, next, _) = scanner.line(at: at)
            at = next
            switch line {
            case .comment, .blank: break
            case .broken: facts.remark = .badSyntax
            case .attribute(let attribute):
                if Self.changeNames.contains(attribute.name) { facts.fault = .changeRecord(line: record.line) }
                guard let role = self.layout.roles[attribute.name], role != .none else { continue }
                guard let value = attribute.value(scanner.bytes) else {
                    if attribute.isText { facts.remark = .badSyntax }
                    continue
                }
                switch role {
                case .telNumber: facts.addNumber(value.utf8)
                case .block: facts.addBlockMark(value.utf8)
                case .field(.company): if company.isEmpty { company = value }
                case .field(.displayName): if display.isEmpty { display = value }
                case .field(.firstName), .field(.lastName): facts.hasPerson = true
                default: break
                }
            }
        }
        facts.hasCompany = !company.isEmpty
        if !display.isEmpty, display != company { facts.hasPerson = true }
    }

    /// The entry that begins at `offset`.
    func caller(at offset: Int) -> Caller {
        let scanner = self.scanner
        var reader = CSVCaller()
        var at = offset
        while at < self.text.count {
            let (line, next, _) = scanner.line(at: at)
            at = next
            if case .blank = line { break }
            guard case .attribute(let attribute) = line, let role = self.layout.roles[attribute.name],
                let value = attribute.value(scanner.bytes)
            else { continue }
            if case .address(_, .streetAddress) = role {
                // The lines of a postal address (RFC 4517, 3.3.28).
                reader.read(value.split(separator: "$").joined(separator: "\n"), as: role, isPlain: false)
            } else {
                reader.read(value, as: role, isPlain: false)
            }
        }
        return reader.finish()
    }
}
