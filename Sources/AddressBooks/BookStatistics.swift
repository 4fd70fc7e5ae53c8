package import CallModel

/// The figures of a loaded file, for `callcard book stats`, the log and the metrics. Holds no content of records.
package struct BookStatistics: Hashable, Sendable {
    /// The format that was read.
    package let format: BookFormat
    /// The encoding that was read.
    package let encoding: BookEncoding
    /// Size of the file.
    package let bytes: Int
    /// Whether `FILE.sha256` beside the file vouches for it.
    package internal(set) var isVerified = false
    /// The character between cells; `nil` where the format has none.
    package internal(set) var delimiter: AddressBookOptions.Delimiter?
    /// Headings that are understood, and the configuration's word for what they mean, in the order of the file.
    package internal(set) var columns: [Column] = []
    /// Columns that are not used; map them in the configuration.
    package internal(set) var unusedColumns: [String] = []
    /// Those of them whose cells are telephone numbers: they are missing in the book.
    package internal(set) var unreadColumns: [ColumnTitle] = []
    /// The line of the last record where the file has no end that would show it whole; `nil` where it has, or was known before.
    package internal(set) var openEnd: Int?
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
    /// Records that could not be used at all, or not whole.
    package internal(set) var unusableRecords = 0
    /// The first 1,000 of both, by line.
    package internal(set) var unusable: [UnusableRow] = []
    /// The time from opening the file to the finished index.
    package internal(set) var duration: Duration = .zero

    /// Begins with nothing counted.
    ///
    /// - Parameter bytes: Size of the file.
    init(format: BookFormat, encoding: BookEncoding, bytes: Int) {
        self.format = format
        self.encoding = encoding
        self.bytes = bytes
    }

    /// A heading and its meaning.
    package struct Column: Hashable, Sendable {
        /// The heading as the file has it, see ``ColumnTitle``.
        package let heading: String
        /// The configuration's word for it, such as `telNumbers.Office`.
        package let meaning: String
    }

    /// What the operator should know though the book works; sentences with what can be done.
    package var warnings: [String] {
        self.columnWarnings
            + (self.openEnd.map { line in
                [
                    "the file does not end with its last record's end, so that the record that begins in line \(line) may be cut off; "
                        + "end its last line, or put FILE.sha256 beside it"
                ]
            } ?? [])
    }

    /// Columns of numbers that are not used, with what can be done.
    package var columnWarnings: [String] {
        self.unreadColumns.map { column in
            "\(column.quoted) holds telephone numbers and is not used; map it with columns, such as "
                + "{\(column.isPosition ? "HEADING" : column.title): telNumbers.Office}, or write ignore for it"
        }
    }

    /// Adds the delimiter and the headings of a CSV file.
    mutating func describe(_ records: CSVRecords) {
        self.delimiter = AddressBookOptions.Delimiter.allCases.first { $0.byte == records.delimiter }
        let titles = ColumnTitle.all(of: records.layout.headings)
        for (index, role) in records.layout.roles.enumerated() {
            if let meaning = role.title {
                self.columns.append(Column(heading: titles[index].title, meaning: meaning))
            } else if records.layout.headings[index].contains(where: { !$0.isWhitespace }) {
                self.unusedColumns.append(titles[index].title)
            }
        }
        self.unreadColumns = records.layout.unreadNumbers.map { titles[$0] }
    }

    /// Adds the attributes of an LDIF file.
    mutating func describe(_ records: LDIFRecords) {
        for (name, role) in records.layout.used {
            if let meaning = role.title { self.columns.append(Column(heading: name, meaning: meaning)) }
        }
        self.unusedColumns = records.layout.unused
        self.unreadColumns = records.layout.unread.map { ColumnTitle(title: $0, isPosition: false) }
    }

    /// Adds the figures of one part; parts come in the order of the file.
    mutating func add(_ part: IndexedPart) {
        self.contacts += part.contacts
        self.withoutNumber += part.withoutNumber
        self.unusableNumbers += part.unusableNumbers
        self.unusableRecords += part.unusableRecords
        self.unusable += part.unusable.prefix(IndexedPart.listLimit - self.unusable.count)
    }
}

/// A row, or a number in it, that the book can't use: its line and the reason, never its content.
package struct UnusableRow: Hashable, Sendable {
    /// The line, counted from 1, in which the record begins.
    package let line: Int
    /// The reason why it can't be used.
    package let reason: Reason

    /// Why a row or a number is of no use. Raw values are bounded labels.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// A number that no numbering plan could hold, or a national one without a region.
        case unreadableNumber
        /// A number that a spreadsheet turned into powers of ten; its digits are lost.
        case spreadsheetNumber
        /// A range of more than 100 direct dials, or one that ends before it begins.
        case unusableRange
        /// A cell of more than 4,096 bytes, or a number in it of more than 256.
        case cellTooLong
        /// A block of fewer than six national digits, or none that could be read.
        case unusableBlock
        /// The row is longer than 64 KiB (a vCard: 4 MiB).
        case tooLong
        /// More than 256 cells.
        case tooManyCells
        /// Filled cells beyond the last heading: the row has slipped, its cells can't be trusted.
        case cellsBeyondHeadings
        /// Text behind a closing quote.
        case badQuoting
        /// A member of a JSON contact is of another type than the contract says.
        case wrongType
        /// A vCard without its `END`. One that another follows is used, the last one of a file is not.
        case missingEnd
        /// An entry of LDIF or a contact of XML that does not keep to its format.
        case badSyntax
        /// A name that can't be read in the encoding that it says or that the book has, or not without loss; the rest is used.
        case unreadableText

        /// The reason for a number that the reader of numbers could not make out.
        init(_ number: UnreadableNumber) {
            switch number {
            case .notANumber: self = .unreadableNumber
            case .lostDigits: self = .spreadsheetNumber
            case .range: self = .unusableRange
            case .tooLong: self = .cellTooLong
            }
        }

        /// Whether the record is meant, not just one number of it.
        package var isOfRecord: Bool {
            switch self {
            case .unreadableNumber, .spreadsheetNumber, .unusableRange, .cellTooLong, .unusableBlock: false
            case .tooLong, .tooManyCells, .cellsBeyondHeadings, .badQuoting, .wrongType, .missingEnd, .badSyntax, .unreadableText:
                true
            }
        }
    }
}
