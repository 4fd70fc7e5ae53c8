package import CallModel

/// What the operator says about one address book file.
package struct AddressBookOptions: Hashable, Sendable {
    /// The book's name as a connector.
    package var id: ConnectorID
    /// The file; symbolic links are followed.
    package var path: String
    /// `nil`: told by how the file begins, then by its extension.
    package var format: BookFormat?
    /// What separates cells of a CSV file: `,`, `;` or tab; `nil`: told by the heading line.
    package var delimiter: Delimiter?
    /// How the file is written when it is not UTF-8 and bears no byte order mark; `nil`: such a file is refused.
    package var encoding: BookEncoding?
    /// Meaning of CSV columns by heading (case and punctuation don't matter); added to, and stronger than, what is recognised
    /// by itself.
    package var columns: [String: BookColumn]
    /// Where national writings are read.
    package var region: Region?
    /// Whether a file without contacts is a book; else it leaves the old one standing.
    package var allowEmpty: Bool

    package init(
        id: ConnectorID, path: String, format: BookFormat? = nil, delimiter: Delimiter? = nil, encoding: BookEncoding? = nil,
        columns: [String: BookColumn] = [:], region: Region? = nil, allowEmpty: Bool = false
    ) {
        self.id = id
        self.path = path
        self.format = format
        self.delimiter = delimiter
        self.encoding = encoding
        self.columns = columns
        self.region = region
        self.allowEmpty = allowEmpty
    }

    /// What separates the cells of a row. Raw values are the configuration's words.
    package enum Delimiter: String, Hashable, Sendable, CaseIterable {
        case comma = ","
        case semicolon = ";"
        case tab = "\t"

        var byte: UInt8 { self.rawValue.utf8.first! }
    }
}
