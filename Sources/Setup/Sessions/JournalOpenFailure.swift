/// Why a server can't start with its journal.
public struct JournalOpenFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong, and what to do about it.
    public let reason: String

    public var description: String { "journal \(self.path): \(self.reason)" }
}
