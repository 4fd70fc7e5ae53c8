package import CallModel
internal import Foundation
internal import GRDB

extension SQLiteJournal: SessionArchive {
    package func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        try await self.read { db in
            let sql = "SELECT \(SessionRecord.columns) FROM session WHERE id = ?"
            return try SessionRecord.fetchAll(db, sql: sql, arguments: [id]).first
        }
    }

    package func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        try await self.read { db in
            let listing = ListingStatement(query)
            guard let sql = listing.sql else { return [] }
            return try SessionRecord.fetchAll(db, sql: sql, arguments: listing.arguments)
        }
    }

    package func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord] {
        try await self.read { db in
            var condition = Condition(
                "started_at >= ? AND started_at < ?", [query.from.milliseconds, query.to.milliseconds])
            if let after = query.after {
                let time = after.startedAt.milliseconds
                condition.add("started_at >= ?", [time])
                condition.add("(started_at > ? OR id > ?)", [time, after.session])
            }
            if let services = query.services { condition.add("service", in: services) }
            let sql = """
                SELECT \(SessionRecord.columns) FROM session WHERE \(condition.sql) ORDER BY started_at, id LIMIT \(query.limit)
                """
            return try SessionRecord.fetchAll(db, sql: sql, arguments: condition.arguments)
        }
    }
}

extension SQLiteJournal: TagArchive {
    package func tags(of service: String, beginning prefix: String, limit: Int) async throws(JournalError) -> [TagCount] {
        try await self.read { db in
            // A range and no pattern: % and _ are letters here.
            let sql = """
                SELECT text, uses FROM tag WHERE service = ? AND search_key >= ? AND substr(search_key, 1, ?) = ?
                ORDER BY uses DESC, search_key LIMIT ?
                """
            let arguments: StatementArguments = [service, prefix, prefix.unicodeScalars.count, prefix, limit]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
                TagCount(text: try row.value(0), uses: try row.value(1))
            }
        }
    }

    package func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag] {
        try await self.read { db in
            let sql = """
                SELECT tag, max(saved_at) AS latest FROM recall WHERE digest = ? AND service = ?
                GROUP BY tag ORDER BY latest DESC, tag LIMIT ?
                """
            return try Row.fetchAll(db, sql: sql, arguments: [Data(digest), service, limit]).map { row in
                RecalledTag(text: try row.value(0), lastUsedAt: WallTime(milliseconds: try row.value(1)))
            }
        }
    }

    package func recalledCount(digest: [UInt8]) async throws(JournalError) -> Int {
        try await self.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM recall WHERE digest = ?", arguments: [Data(digest)]) ?? 0
        }
    }
}
