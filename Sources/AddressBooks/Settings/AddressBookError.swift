/// Why a file could not become an address book. No case carries what is in the file, so it may be logged as it is.
package enum AddressBookError: Error, Hashable, Sendable {
    /// There is no such file.
    case missing
    /// This user may not read the file.
    case unreadable
    /// It is a directory, a FIFO, a device or a socket.
    case notAFile
    /// Larger than 1 GiB.
    case tooLarge
    /// The system's error number while reading.
    case readFailed(code: Int32)
    /// The system gives no memory for it.
    case outOfMemory
    /// It was written to while it was being read.
    case changedWhileReading
    /// It has kept changing for many polls.
    case keepsChanging
    /// Its bytes are not those that the `.sha256` file beside it promises.
    case checksumMismatch
    /// The `.sha256` file can't be read, or does not begin with 64 hexadecimal digits.
    case badChecksumFile
    /// No contact in it, and empty books are not allowed.
    case empty
    /// Rows, but not one number that could be used.
    case nothingUsable
    /// Neither UTF-8 nor the declared encoding.
    case badEncoding(line: Int)
    /// No column of telephone numbers was recognised.
    case noNumberColumn
    /// A column that the configuration maps is not there; the heading is the configuration's.
    case columnNotFound(heading: String)
    /// More than 256 columns.
    case tooManyColumns(line: Int)
    /// A heading line longer than 64 KiB.
    case lineTooLong(line: Int)
    /// A quoted cell that does not end within 64 KiB, or not at all; the line is where its row begins.
    case unclosedQuote(line: Int)
    /// The file breaks off inside a record.
    case truncated(line: Int)
    /// The file has become much smaller and has no end that would show it whole; the line is where its last record begins.
    case openEnd(line: Int)
    /// LDIF with changes instead of entries.
    case changeRecord(line: Int)
    /// No telephone book of a FRITZ!Box, or one with a document type.
    case badXML(line: Int)
    /// Not an array of JSON objects, or no strict JSON.
    case badJSON(line: Int)
    /// A book that flows fill could not be brought to its file.
    case cannotWrite
}

extension AddressBookError {
    /// A bounded word for metrics and `/readyz`.
    package var label: String {
        switch self {
        case .missing: "missing"
        case .unreadable: "unreadable"
        case .notAFile: "notAFile"
        case .tooLarge: "tooLarge"
        case .readFailed: "readFailed"
        case .outOfMemory: "outOfMemory"
        case .changedWhileReading: "changedWhileReading"
        case .keepsChanging: "keepsChanging"
        case .checksumMismatch: "checksumMismatch"
        case .badChecksumFile: "badChecksumFile"
        case .empty: "empty"
        case .nothingUsable: "nothingUsable"
        case .badEncoding: "badEncoding"
        case .noNumberColumn: "noNumberColumn"
        case .columnNotFound: "columnNotFound"
        case .tooManyColumns: "tooManyColumns"
        case .lineTooLong: "lineTooLong"
        case .unclosedQuote: "unclosedQuote"
        case .truncated: "truncated"
        case .openEnd: "openEnd"
        case .changeRecord: "changeRecord"
        case .badXML: "badXML"
        case .badJSON: "badJSON"
        case .cannotWrite: "cannotWrite"
        }
    }

    /// Whether the same file may load well a moment later.
    var isPassing: Bool {
        switch self {
        case .missing, .unreadable, .notAFile, .readFailed, .outOfMemory, .changedWhileReading, .keepsChanging: true
        default: false
        }
    }

    /// The line, counted from 1, where the file can be mended; `nil` where no line is to blame.
    package var line: Int? {
        switch self {
        case .badEncoding(let line), .tooManyColumns(let line), .lineTooLong(let line), .unclosedQuote(let line),
            .truncated(let line), .openEnd(let line), .changeRecord(let line), .badXML(let line), .badJSON(let line):
            line
        default: nil
        }
    }

    /// A sentence for the operator, with what can be done.
    package var message: String {
        switch self {
        case .missing: "there is no such file"
        case .unreadable: "the file may not be read by this user; check its permissions"
        case .notAFile: "this is not a regular file"
        case .tooLarge: "the file is larger than 1 GiB"
        case .readFailed(let code): "the file could not be read (system error \(code))"
        case .outOfMemory: "there is not enough memory for this file"
        case .changedWhileReading: "the file was written to while it was read; put new files in place by renaming them"
        case .keepsChanging: "the file keeps changing; put new files in place by renaming them"
        case .checksumMismatch: "the file does not match the .sha256 file beside it"
        case .badChecksumFile: "the .sha256 file beside it can't be read, or does not begin with 64 hexadecimal digits"
        case .empty: "the file holds no contacts; set allowEmpty if that is meant"
        case .nothingUsable: "no row of the file holds a usable telephone number; check the columns and the region"
        case .badEncoding(let line): "line \(line) is not valid text; save the file as UTF-8, or declare its encoding"
        case .noNumberColumn: "no column with telephone numbers was recognised in the first line; map it with columns"
        case .columnNotFound(let heading): "columns names \"\(heading)\", which is no heading of the file"
        case .tooManyColumns(let line): "line \(line) has more than 256 columns"
        case .lineTooLong(let line): "line \(line) is longer than 64 KiB"
        case .unclosedQuote(let line): "a quoted cell of the row in line \(line) does not end"
        case .truncated(let line): "the file breaks off in the record that begins in line \(line); put a whole one in its place"
        case .openEnd(let line):
            "the file is more than a tenth smaller than before and may be cut off in the record that begins in line \(line); "
                + "end its last line, or put FILE.sha256 beside it"
        case .changeRecord(let line): "the entry in line \(line) is a change; write entries, as ldapsearch -LLL does"
        case .badXML(let line): "line \(line) is not part of a FRITZ!Box telephone book, or declares a document type"
        case .badJSON(let line): "line \(line) is not part of a JSON array of contacts"
        case .cannotWrite: "the file can't be written; check its folder's permissions and the disk"
        }
    }
}

extension AddressBookError: CustomStringConvertible {
    /// The ``message``.
    package var description: String { self.message }
}
