public import CallModel
internal import Foundation
internal import GRDB

extension SQLiteJournal: TagArchive {
    public func tags(of service: String, beginning prefix: String, limit: Int) async throws(JournalError) -> [TagCount] {
        try await self.read { db in
            // A range and no pattern: % and _ are letters here.
            let sql = """
                SELECT text, uses FROM tag WHERE service = ? AND search_key >= ? AND substr(search_key, 1, ?) = ?
                ORDER BY uses DESC, search_key LIMIT ?
                """
            let arguments: StatementArguments = [service, prefix, prefix.unicodeScalars.count, prefix, limit]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map { TagCount(text: $0[0], uses: $0[1]) }
        }
    }

    public func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag] {
        try await self.read { db in
            let sql = """
                SELECT tag, max(saved_at) AS latest FROM recall WHERE digest = ? AND service = ?
                GROUP BY tag ORDER BY latest DESC, tag LIMIT ?
                """
            return try Row.fetchAll(db, sql: sql, arguments: [Data(digest), service, limit]).map { row in
                RecalledTag(text: row[0], lastUsedAt: WallTime(milliseconds: row[1]))
            }
        }
    }

    public func recalledCount(digest: [UInt8]) async throws(JournalError) -> Int {
        try await self.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM recall WHERE digest = ?", arguments: [Data(digest)]) ?? 0
        }
    }
}
