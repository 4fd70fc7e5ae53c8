internal import CallModel
internal import GRDB

/// Why a journal can't be opened. Nothing in the file was changed.
package enum JournalOpenError: Error, Hashable, Sendable {
    /// The file is no SQLite database.
    case notADatabase
    /// The file's content is damaged.
    case corrupt
    /// The file was written by a later version.
    case newer
    /// The folder is missing, or the rights are.
    case unreachable
    /// Another process holds it.
    case busy
    /// Anything else.
    case other

    /// The advice on the error, for operators.
    package var advice: String {
        switch self {
        case .notADatabase: "the file is no journal; name another one, or move this one away"
        case .corrupt: "the file is damaged; restore a copy of it, or move it away and begin anew. Nothing was deleted"
        case .newer: "a later version of callcard wrote it; run that version, or name another file"
        case .unreachable: "the file can't be opened or made; is the folder there, and may this user write in it?"
        case .busy: "another process holds it"
        case .other: "it can't be opened"
        }
    }
}

extension JournalOpenError {
    /// Makes an error of opening out of one of SQLite, without its text.
    init(_ error: any Error) {
        self =
            switch (error as? DatabaseError)?.resultCode {
            case .SQLITE_NOTADB?: .notADatabase
            case .SQLITE_CORRUPT?: .corrupt
            case .SQLITE_CANTOPEN?, .SQLITE_PERM?, .SQLITE_READONLY?, .SQLITE_IOERR?: .unreachable
            case .SQLITE_BUSY?, .SQLITE_LOCKED?: .busy
            default: error as? JournalOpenError ?? (error is JournalError ? .corrupt : .other)
            }
    }
}

extension JournalError {
    /// Makes an error of the journal out of one of SQLite, without its text, which may repeat values.
    init(_ error: any Error) {
        guard let code = (error as? DatabaseError)?.resultCode else {
            self = error as? JournalError ?? .unavailable(.other)
            return
        }
        self =
            switch code {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .unavailable(.busy)
            case .SQLITE_FULL: .unavailable(.full)
            case .SQLITE_IOERR, .SQLITE_CANTOPEN: .unavailable(.io)
            case .SQLITE_READONLY, .SQLITE_PERM: .unavailable(.readOnly)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
            default: .unavailable(.other)
            }
    }
}
