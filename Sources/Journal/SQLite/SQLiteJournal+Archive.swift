public import CallModel
internal import GRDB

extension SQLiteJournal: SessionArchive {
    public func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        try await self.read { db in
            let statement = try db.cachedStatement(sql: "SELECT \(SessionRecord.columns) FROM session WHERE id = ?")
            return try Row.fetchOne(statement, arguments: [id]).map(SessionRecord.init(row:))
        }
    }

    public func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        try await self.read { db in
            var condition = Condition("person = (SELECT number FROM person WHERE upn = ?)", [query.user])
            if let after = query.after {
                let time = after.updatedAt.milliseconds
                condition.add("updated_at <= ?", [time])
                condition.add("(updated_at < ? OR session > ?)", [time, after.session])
            }
            if let services = query.services { condition.add("listing.service", in: services) }
            if let outcomes = query.outcomes { condition.add("outcome", in: Set(outcomes.map(\.rawValue))) }
            if let search = query.search {
                condition.add("listing.service", in: search.services, or: "session", in: search.sessions)
            }
            let sql = """
                SELECT \(SessionRecord.columns) FROM (
                    SELECT session AS found, updated_at FROM listing WHERE \(condition.sql)
                    ORDER BY updated_at DESC, session LIMIT \(query.limit))
                JOIN session ON session.id = found ORDER BY updated_at DESC, found
                """
            return try Row.fetchAll(db, sql: sql, arguments: condition.arguments).map(SessionRecord.init(row:))
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
            return try Row.fetchAll(db, sql: sql, arguments: condition.arguments).map(SessionRecord.init(row:))
        }
    }
}
