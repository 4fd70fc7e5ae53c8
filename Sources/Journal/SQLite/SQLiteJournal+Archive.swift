package import CallModel
internal import Foundation
internal import GRDB

extension SQLiteJournal: SessionArchive {
    package func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        let sql = "SELECT \(SessionRecord.columns) FROM session WHERE id = ?"
        return try await self.sessions(limit: 1) { _ in (sql, [id]) }.first
    }

    package func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        try await self.sessions(limit: query.limit) { limit in
            var query = query
            query.limit = limit
            let listing = ListingStatement(query)
            return listing.sql.map { ($0, listing.arguments) }
        }
    }

    package func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord] {
        var condition = Condition("started_at >= ? AND started_at < ?", [query.from.milliseconds, query.to.milliseconds])
        if let after = query.after {
            let time = after.startedAt.milliseconds
            condition.add("started_at >= ?", [time])
            condition.add("(started_at > ? OR id > ?)", [time, after.session])
        }
        if let services = query.scope.names { condition.add("service", in: services) }
        let sql = "SELECT \(SessionRecord.columns) FROM session WHERE \(condition.sql) ORDER BY started_at, id LIMIT"
        return try await self.sessions(limit: query.limit) { [condition] limit in ("\(sql) \(limit)", condition.arguments) }
    }

    package func pastCount(before time: WallTime) async throws(JournalError) -> Int {
        try await self.read { db in
            let sql = "SELECT count(*) FROM session WHERE is_live = 0 AND received_at < ?"
            return try Int.fetchOne(db, sql: sql, arguments: [time.milliseconds]) ?? 0
        }
    }

    /// A page of sessions: full wherever there are more, also where some can't be read, since a page that is not full is the last one.
    ///
    /// - Parameter statement: Makes the statement for so many sessions; `nil` where nothing can be found.
    private func sessions(
        limit: Int, _ statement: @escaping @Sendable (_ limit: Int) -> (sql: String, arguments: StatementArguments)?
    ) async throws(JournalError) -> [SessionRecord] {
        let unreadable = self.unreadable
        return try await self.read { db in
            var wanted = limit
            while let (sql, arguments) = statement(wanted) {
                let page = try SessionRecord.fetchAll(db, sql: sql, arguments: arguments, noting: unreadable)
                if page.records.count >= limit || page.rows < wanted { return Array(page.records.prefix(limit)) }
                wanted += max(wanted, limit - page.records.count)
            }
            return []
        }
    }
}

extension SQLiteJournal: TagArchive {
    package func tags(of service: String, beginning prefix: String, limit: Int) async throws(JournalError) -> [TagCount] {
        let unreadable = self.unreadable
        return try await self.read { db in
            // A range and no pattern: % and _ are letters here.
            let sql = """
                SELECT text, uses, search_key FROM tag WHERE service = ? AND search_key >= ? AND substr(search_key, 1, ?) = ?
                ORDER BY uses DESC, search_key LIMIT ?
                """
            let arguments: StatementArguments = [service, prefix, prefix.unicodeScalars.count, prefix, limit]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).compactMap { row in
                unreadable.reading(UnreadableRow("tag", owner: service, key: row.name(2))) { () throws(JournalError) in
                    TagCount(text: try row.value(0), uses: try row.value(1))
                }
            }
        }
    }

    package func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag] {
        let unreadable = self.unreadable
        return try await self.read { db in
            let sql = """
                SELECT tag, max(saved_at) AS latest FROM recall WHERE digest = ? AND service = ?
                GROUP BY tag ORDER BY latest DESC, tag LIMIT ?
                """
            return try Row.fetchAll(db, sql: sql, arguments: [Data(digest), service, limit]).compactMap { row in
                unreadable.reading(UnreadableRow("recall", owner: service, key: row.name(0))) { () throws(JournalError) in
                    RecalledTag(text: try row.value(0), lastUsedAt: try row.time(1))
                }
            }
        }
    }

    package func recalledCount(digest: [UInt8], within scope: ServiceScope) async throws(JournalError) -> Int {
        try await self.read { db in
            let condition = Self.recallCondition(digest, scope)
            let sql = "SELECT count(*) FROM recall WHERE \(condition.sql)"
            return try Int.fetchOne(db, sql: sql, arguments: condition.arguments) ?? 0
        }
    }

    /// The condition of a caller's recalled tags, of the services within `scope`.
    static func recallCondition(_ digest: [UInt8], _ scope: ServiceScope) -> Condition {
        var condition = Condition("digest = ?", [Data(digest)])
        if let services = scope.names { condition.add("service", in: services) }
        return condition
    }
}
