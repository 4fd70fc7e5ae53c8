public import CallModel
internal import GRDB

extension SQLiteJournal: SessionArchive {
    public func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        try await self.read { db in
            let sql = "SELECT \(SessionRecord.columns) FROM session WHERE id = ?"
            return try SessionRecord.fetchAll(db, sql: sql, arguments: [id]).first
        }
    }

    public func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        try await self.read { db in
            let listing = ListingStatement(query)
            guard let sql = listing.sql else { return [] }
            return try SessionRecord.fetchAll(db, sql: sql, arguments: listing.arguments)
        }
    }

    public func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord] {
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
