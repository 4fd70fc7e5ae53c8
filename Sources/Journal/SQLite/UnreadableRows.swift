internal import CallModel
internal import Waiting

/// A row of a journal that is not what we write: of a flipped bit, of a hand in the file, of a version that was taken back.
package struct UnreadableRow: Hashable, Sendable {
    /// The table: `event`.
    package let table: String
    /// The id of the session, service or subscription that the row belongs to; empty where there is none, or it can't be shown.
    package let owner: String
    /// What tells the row from others of the same owner; empty where that is the owner.
    fileprivate let key: String

    /// - Parameters:
    ///   - owner: As the row has it, which may be damaged itself.
    ///   - key: Likewise.
    init(_ table: String, owner: String?, key: String? = nil) {
        self.table = table
        self.owner = owner.flatMap { SessionID.isValid($0) ? $0 : nil } ?? ""
        self.key = key ?? ""
    }
}

/// The rows that readers of a journal had to leave out, each once.
final class UnreadableRows: Sendable {
    /// Beyond it rows are left out all the same, and are not counted.
    private static let limit = 10_000
    private let found = Lock<Set<UnreadableRow>>([])

    /// Those that were met so far.
    var all: Set<UnreadableRow> { self.found.withLock(\.self) }

    func note(_ row: UnreadableRow) {
        self.found.withLock { found in
            if found.count < Self.limit { found.insert(row) }
        }
    }

    /// The result of reading a row; `nil` where the row is not what we write, which is noted.
    func reading<Value>(_ row: @autoclosure () -> UnreadableRow, _ read: () throws(JournalError) -> Value) -> Value? {
        do throws(JournalError) {
            return try read()
        } catch {
            self.note(row())
            return nil
        }
    }
}
