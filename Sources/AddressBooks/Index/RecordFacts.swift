import CallModel

/// The facts of one record that the index needs. Made once and used again for every record, so that a million of them allocate
/// nothing.
struct RecordFacts: Redacted {
    /// Texts of numbers, one behind the other.
    private(set) var texts: [UInt8] = []
    /// The end of each text in ``texts``, and whether it was named as a block of its own.
    private(set) var ends: [(end: Int, isBlock: Bool)] = []
    /// Whether the record names a company.
    var hasCompany = false
    /// Whether the record names a person.
    var hasPerson = false
    /// The meaning of the record's `block` cell.
    var mark = BlockMark.none
    /// Why the whole record can't be used.
    var flaw: UnusableRow.Reason?
    /// What is wrong with the record though it is used; it is listed.
    var remark: UnusableRow.Reason?
    /// Why the file as a whole can't be used.
    var fault: AddressBookError?
    /// Whether all cells are empty; such records don't count.
    var isBlank = false
    /// Cells of a CSV row; 0 in other formats.
    var cells = 0

    /// Empties it for the next record; storage is kept.
    mutating func reset() {
        self.texts.removeAll(keepingCapacity: true)
        self.ends.removeAll(keepingCapacity: true)
        self.hasCompany = false
        self.hasPerson = false
        self.mark = .none
        self.flaw = nil
        self.remark = nil
        self.fault = nil
        self.isBlank = false
        self.cells = 0
    }

    /// Adds a cell with numbers.
    ///
    /// - Parameter isBlock: Whether it was named as a block of its own.
    mutating func addNumber(_ text: some Collection<UInt8>, isBlock: Bool = false) {
        self.texts.append(contentsOf: text)
        self.ends.append((self.texts.count, isBlock))
    }

    /// Reads what stands in a `block` column: a word for yes or no, or the block's number.
    mutating func addBlockMark(_ text: some Collection<UInt8>) {
        switch BlockMark(word: text) {
        case let mark?: self.mark = mark
        case nil: self.addNumber(text, isBlock: true)
        }
    }
}

/// The meaning of a `block` column for a record's numbers.
enum BlockMark {
    /// Nothing: the rule for switchboards decides.
    case none
    /// All of the record's numbers are blocks.
    case all
    /// None is, not even by the rule.
    case never

    /// Returns `nil` for a text that is none of the words, and so a number.
    init?(word: some Collection<UInt8>) {
        guard word.count <= 5 else { return nil }
        switch String(decoding: word, as: UTF8.self).lowercased() {
        case "": self = .none
        case "1", "x", "y", "yes", "true", "ja", "j", "wahr": self = .all
        case "0", "n", "no", "false", "nein": self = .never
        default: return nil
        }
    }
}
