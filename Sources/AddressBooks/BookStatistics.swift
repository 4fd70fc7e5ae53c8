/// What became of a file: for `callcard book stats`, the log and the metrics. Holds no content of records.
package struct BookStatistics: Hashable, Sendable {
    package let format: BookFormat
    package let encoding: BookEncoding
    /// Size of the file.
    package let bytes: Int
    /// `nil` where the format has none.
    package internal(set) var delimiter: AddressBookOptions.Delimiter?
    /// Headings that are understood, and the configuration's word for what they mean, in the order of the file.
    package internal(set) var columns: [Column] = []
    /// Headings that are not used; map them in the configuration.
    package internal(set) var unusedColumns: [String] = []
    /// Records with at least one usable number.
    package internal(set) var contacts = 0
    /// Records without any number, which nobody can find.
    package internal(set) var withoutNumber = 0
    /// Different numbers.
    package internal(set) var numbers = 0
    /// Numbers that more than one contact has; a call from one of them is ambiguous.
    package internal(set) var sharedNumbers = 0
    /// Different company blocks.
    package internal(set) var blocks = 0
    /// Numbers and blocks that could not be used, of contacts that otherwise could.
    package internal(set) var unusableNumbers = 0
    /// Records that could not be used at all.
    package internal(set) var unusableRecords = 0
    /// The first 1,000 of both, by line.
    package internal(set) var unusable: [UnusableRow] = []
    /// From opening the file to the finished index.
    package internal(set) var duration: Duration = .zero

    init(format: BookFormat, encoding: BookEncoding, bytes: Int) {
        self.format = format
        self.encoding = encoding
        self.bytes = bytes
    }

    /// A heading and its meaning.
    package struct Column: Hashable, Sendable {
        package let heading: String
        package let meaning: String
    }

    mutating func describe(_ records: CSVRecords) {
        self.delimiter = AddressBookOptions.Delimiter.allCases.first { $0.byte == records.delimiter }
        for (heading, role) in zip(records.layout.headings, records.layout.roles) {
            if let meaning = role.title {
                self.columns.append(Column(heading: heading, meaning: meaning))
            } else if heading.contains(where: { !$0.isWhitespace }) {
                self.unusedColumns.append(heading)
            }
        }
    }

    /// Parts come in the order of the file.
    mutating func add(_ part: IndexedPart) {
        self.contacts += part.contacts
        self.withoutNumber += part.withoutNumber
        self.unusableNumbers += part.unusableNumbers
        self.unusableRecords += part.unusableRecords
        self.unusable += part.unusable.prefix(IndexedPart.listLimit - self.unusable.count)
    }
}
