import CallModel

/// The attributes of an LDIF file with their uses, found by reading the file once.
struct LDIFLayout: Sendable {
    /// The use of each attribute that has one, by ``LDIFAttribute/name``.
    private(set) var roles: [UInt64: ColumnRole] = [:]
    /// Attributes that are used, as the file writes them, in the order of the file.
    private(set) var used: [(name: String, role: ColumnRole)] = []
    /// Attributes that are not.
    private(set) var unused: [String] = []
    /// Those whose values are telephone numbers all the same.
    private(set) var unread: [String] = []

    /// The maximum number of different attributes; more are not looked at.
    private static let limit = 1_000

    /// Reads the names of all attributes of the file.
    ///
    /// - Parameter judge: Tells numbers from other text.
    /// - Throws: ``AddressBookError/columnNotFound(heading:)`` where the configuration names an attribute that the file lacks.
    init(
        _ scanner: LDIFScanner, start: Int, columns: [String: BookColumn], judge: NumberJudge
    ) throws(AddressBookError) {
        var mapped: [HeadingKey: BookColumn] = [:]
        for (heading, column) in columns { mapped[HeadingKey(heading)] = column }
        var names: [UInt64: Int] = [:]
        var found: [(name: String, key: HeadingKey, sample: ColumnSample)] = []
        var at = start
        while at < scanner.bytes.count {
            let (line, next, _) = scanner.line(at: at)
            at = next
            guard case .attribute(let attribute) = line, !Self.ofTheFormat.contains(attribute.name) else { continue }
            let index: Int
            if let known = names[attribute.name] {
                index = known
            } else {
                guard found.count < Self.limit else { continue }
                index = found.count
                let name = String(decoding: scanner.bytes[attribute.nameRange], as: UTF8.self)
                names[attribute.name] = index
                found.append((name, HeadingKey(name), ColumnSample(column: index)))
                if let role = Self.role(of: found[index].key, mapped) { self.roles[attribute.name] = role }
            }
            if self.roles[attribute.name] == nil, found[index].sample.filled < ColumnSampler.cellLimit {
                Self.count(attribute, scanner, judge, in: &found[index].sample)
            }
        }
        for (heading, _) in columns.sorted(by: { $0.key < $1.key })
        where !found.contains(where: { $0.key == HeadingKey(heading) }) {
            throw .columnNotFound(heading: heading)
        }
        for (name, key, sample) in found {
            if let role = self.roles[LDIFAttribute.hash(name.utf8)], role != .none {
                self.used.append((name, role))
            } else {
                self.unused.append(name)
                if mapped[key] == nil, sample.isMostlyFullNumbers { self.unread.append(name) }
            }
        }
    }

    /// `dn`, `version` and what ldapsearch writes besides.
    private static let ofTheFormat = Set(
        ["dn", "version", "changetype", "objectclass", "search", "result", "ref"].map { LDIFAttribute.hash($0.utf8) })

    private static func role(of key: HeadingKey, _ mapped: [HeadingKey: BookColumn]) -> ColumnRole? {
        if let column = mapped[key] { return ColumnRole(column) }
        let role = DirectoryAttributes.role(of: key) ?? HeadingMeaning([.word(key.letters)])?.role
        if case .doubtfulTelNumber? = role { return nil }
        return role
    }

    private static func count(
        _ attribute: LDIFAttribute, _ scanner: LDIFScanner, _ judge: NumberJudge, in sample: inout ColumnSample
    ) {
        guard var text = attribute.value(scanner.bytes) else { return }
        let kind = text.withUTF8 { judge.kind(of: UnsafeRawBufferPointer($0)) }
        if kind != .blank { sample.filled += 1 }
        if kind == .fullNumber { sample.fullNumbers += 1 }
    }
}
