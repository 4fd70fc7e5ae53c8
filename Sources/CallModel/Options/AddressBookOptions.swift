/// The operator's settings of one address book file.
package struct AddressBookOptions: Hashable, Sendable {
    /// The book's name as a connector.
    package var id: ConnectorID
    /// The file; symbolic links are followed.
    package var path: String
    /// The file's format; `nil` where its beginning shows it, or else its extension.
    package var format: BookFormat?
    /// The character between cells of a CSV file; `nil` where the heading line shows it.
    package var delimiter: Delimiter?
    /// The encoding of a file that is not UTF-8 and has no byte order mark; `nil` refuses such a file.
    package var encoding: BookEncoding?
    /// Meaning of CSV columns by heading (case and punctuation don't matter); added to, and stronger than, what is recognised
    /// by itself.
    package var columns: [String: BookColumn]
    /// The region in which national writings are read; `nil` reads none.
    package var region: Region?
    /// Whether a file without contacts is a book; else it leaves the old one standing.
    package var allowEmpty: Bool

    /// All but name and file may be left to what the file shows.
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

    /// The character between the cells of a row. Raw values are the configuration's words.
    package enum Delimiter: String, Hashable, Sendable, CaseIterable {
        /// `,`
        case comma = ","
        /// `;`
        case semicolon = ";"
        /// The tab character.
        case tab = "\t"
        /// `|`, as wazo writes it.
        case pipe = "|"
    }
}

/// The format of a book's file. Raw values are the configuration's words.
package enum BookFormat: String, Hashable, Sendable, CaseIterable {
    /// Rows of cells under a row of headings (RFC 4180).
    case csv
    /// vCards 2.1, 3.0 or 4.0, one behind the other.
    case vCard = "vcard"
    /// An array of contacts.
    case json
    /// Entries of a directory (RFC 2849).
    case ldif
    /// The telephone book of a FRITZ!Box in XML.
    case fritzBox = "fritzbox"
}

/// The character encoding of a book's file. Raw values are the configuration's words.
package enum BookEncoding: String, Hashable, Sendable, CaseIterable {
    /// UTF-8 (RFC 3629).
    case utf8 = "utf-8"
    /// UTF-16, the lower byte first.
    case utf16LittleEndian = "utf-16le"
    /// UTF-16, the higher byte first.
    case utf16BigEndian = "utf-16be"
    /// Windows' Western European code page.
    case windows1252 = "windows-1252"
    /// ISO 8859-1.
    case latin1 = "iso-8859-1"

    /// Reads the names in use: `utf8`, `cp1252`, `ansi`, `latin1`, `UTF-16` (little-endian unless a mark says otherwise) …; any
    /// case.
    package init?(name: some StringProtocol) {
        switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
        case "utf8", "usascii", "ascii": self = .utf8
        case "utf16le", "utf16", "unicode": self = .utf16LittleEndian
        case "utf16be": self = .utf16BigEndian
        case "windows1252", "cp1252", "ansi", "1252": self = .windows1252
        case "iso88591", "latin1", "l1": self = .latin1
        default: return nil
        }
    }
}

/// The operator's settings of an address book that flows fill.
package struct APIAddressBookOptions: Hashable, Sendable {
    /// The book's name as a connector.
    package var id: ConnectorID
    /// The file to which the contacts in memory are written; `nil` keeps the book in memory only.
    package var path: String?
    /// The region in which national writings are read; `nil` reads none.
    package var region: Region?

    /// A book in memory only, unless it is given a file.
    package init(id: ConnectorID, path: String? = nil, region: Region? = nil) {
        self.id = id
        self.path = path
        self.region = region
    }
}
