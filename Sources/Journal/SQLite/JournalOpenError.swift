/// Why a journal can't be opened. Nothing in the file was changed.
public enum JournalOpenError: Error, Hashable, Sendable {
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

    /// What to do about it.
    public var advice: String {
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
