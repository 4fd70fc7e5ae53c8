internal import CallModel
internal import GRDB

extension JournalError {
    /// What an error of SQLite means to those who use the journal; its text, which may repeat values, is left behind.
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

extension JournalOpenError {
    init(_ error: any Error) {
        self =
            switch (error as? DatabaseError)?.resultCode {
            case .SQLITE_NOTADB?: .notADatabase
            case .SQLITE_CORRUPT?: .corrupt
            case .SQLITE_CANTOPEN?, .SQLITE_PERM?, .SQLITE_READONLY?, .SQLITE_IOERR?: .unreachable
            case .SQLITE_BUSY?, .SQLITE_LOCKED?: .busy
            default: error as? JournalOpenError ?? .other
            }
    }
}
