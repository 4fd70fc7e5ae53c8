package import CallModel
internal import Foundation
internal import GRDB
internal import Waiting

extension SQLiteJournal: Journal {
    package func commit(_ entries: [JournalEntry]) async throws(JournalError) {
        do {
            try await self.pool.write { db in
                for entry in entries { try Self.write(entry, db) }
                guard self.place.isKept else { throw JournalError.unavailable(.moved) }
            }
            if entries.contains(where: \.replacesWords) {
                self.hasOldPages.withLock { $0 = true }
                await self.dropOldPages()
            }
        } catch {
            throw JournalError(error)
        }
    }

    package func verify() async throws(JournalError) {
        await self.dropOldPages()
        // In the writer's thread: a disk may hang, and this one is everybody's. A journal that is closed has no writer.
        let place = self.place
        let isKept = (try? await self.pool.writeWithoutTransaction { _ in place.isKept }) ?? place.isKept
        let isNew = self.isMoved.withLock { isMoved in
            defer { isMoved = !isKept }
            return !isKept && !isMoved
        }
        // What is acknowledged goes with the file: the log, which is another, may not.
        if isNew { _ = try? await self.pool.writeWithoutTransaction { db in try db.checkpoint(.full) } }
        if !isKept { throw .unavailable(.moved) }
    }

    /// Moves the log into the file and empties it, where pages in it have words that were replaced since. A reader may be in the way;
    /// then the next second tries again.
    private func dropOldPages() async {
        guard self.hasOldPages.withLock(\.self) else { return }
        let isDone = try? await self.pool.writeWithoutTransaction { db in
            _ = try db.checkpoint(.truncate)
            return true
        }
        if isDone ?? false { self.hasOldPages.withLock { $0 = false } }
    }

    package func start() async throws(JournalError) -> JournalSnapshot {
        let unreadable = self.unreadable
        return try await self.read { db in
            var start = JournalSnapshot()
            let sql = "SELECT \(SessionRecord.columns) FROM session WHERE is_live = 1 ORDER BY id"
            start.liveSessions = try SessionRecord.fetchAll(db, sql: sql, noting: unreadable).records
            start.settings = try Self.settings(db, noting: unreadable)
            for row in try Row.fetchAll(db, sql: "SELECT upn, service FROM inactive_service") {
                let name = UnreadableRow("inactive_service", owner: row.name(1), key: row.name(0))
                let inactive = unreadable.reading(name) { () throws(JournalError) in
                    (user: try row.value(0) as String, service: try row.value(1) as String)
                }
                if let inactive { start.inactiveServices[inactive.user, default: []].insert(inactive.service) }
            }
            let subscriptions = "SELECT \(SubscriptionRecord.columns) FROM subscription ORDER BY created_at, id"
            start.subscriptions = try Row.fetchAll(db, sql: subscriptions).compactMap { row in
                unreadable.reading(UnreadableRow("subscription", owner: row.name(0))) { () throws(JournalError) in
                    try SubscriptionRecord(row: row)
                }
            }
            start.hasStandIns = try StandInRecord.exist(in: db)
            start.earlyEvents = try EarlyEventRecord.fetchAll(db, noting: unreadable)
            start.loginSessions = try LoginSessionRecord.fetchAll(db, noting: unreadable)
            return start
        }
    }

    private static func write(_ entry: JournalEntry, _ db: Database) throws {
        switch entry {
        case .session(let delta): try delta.write(to: db)
        case .standIn(let record): try record.write(to: db)
        case .early(let event): try event.write(to: db)
        case .settleEarly(let events): for event in events { try event.delete(from: db) }
        case .tags(let uses, let time): try self.write(uses, at: time, db)
        case .inactive(let user, let services, let time):
            try db.run("DELETE FROM inactive_service WHERE upn = ?", [user])
            for service in services {
                try db.run("INSERT INTO inactive_service VALUES (?, ?, ?)", [user, service, time.milliseconds])
            }
        case .settings(let record):
            let content = String(decoding: record.json, as: UTF8.self)
            try db.run(
                "INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?)",
                [record.service, content, record.changedBy, record.changedAt.milliseconds])
            try db.run(
                "INSERT INTO settings_change VALUES (?, ?, ?)",
                [record.service, record.changedBy, record.changedAt.milliseconds])
        case .subscription(let record):
            try db.run("INSERT OR REPLACE INTO subscription VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", record.arguments)
        case .loginSession(let record): try record.write(to: db)
        case .purgeLoginSessions(let time):
            try db.run("DELETE FROM login_session WHERE expires_at < ?", [time.milliseconds])
        case .unsubscribe(let id): try db.run("DELETE FROM subscription WHERE id = ?", [id])
        case .recall(let record):
            for tag in record.tags {
                try db.run(
                    "INSERT INTO recall VALUES (?, ?, ?, ?)",
                    [Data(record.digest), record.service, tag, record.savedAt.milliseconds])
            }
        case .forgetRecall(let digest, let scope):
            let condition = self.recallCondition(digest, scope)
            try db.execute(sql: "DELETE FROM recall WHERE \(condition.sql)", arguments: condition.arguments)
        case .purge(let sessionsBefore, let recallBefore):
            try self.purge(sessionsBefore: sessionsBefore.milliseconds, recallBefore: recallBefore.milliseconds, db)
        }
    }

    private static func write(_ uses: [TagUse], at time: WallTime, _ db: Database) throws {
        let sql = """
            INSERT INTO tag VALUES (?, ?, ?, 1, ?) ON CONFLICT (service, search_key) DO UPDATE SET
            text = excluded.text, uses = uses + 1, last_used_at = max(last_used_at, excluded.last_used_at)
            """
        for use in uses { try db.run(sql, [use.service, use.searchKey, use.text, time.milliseconds]) }
    }

    private static func purge(sessionsBefore: Int64, recallBefore: Int64, _ db: Database) throws {
        let old = "SELECT id FROM session WHERE is_live = 0 AND received_at < ?"
        for table in ["event", "audience", "conclusion", "listing"] {
            try db.run("DELETE FROM \(table) WHERE session IN (\(old))", [sessionsBefore])
        }
        try db.run("DELETE FROM session WHERE is_live = 0 AND received_at < ?", [sessionsBefore])
        try db.run("DELETE FROM tag WHERE last_used_at < ?", [sessionsBefore])
        try db.run("DELETE FROM recall WHERE saved_at < ?", [recallBefore])
    }
}

extension JournalEntry {
    fileprivate var replacesWords: Bool {
        if case .standIn = self { true } else { false }
    }
}

extension SubscriptionRecord {
    /// Columns in the order of ``init(row:)``.
    fileprivate static let columns = "id, services, events, modalities, directions, callback, secret, owner, created_at"

    fileprivate init(row: Row) throws(JournalError) {
        self.init(
            id: try row.value(0), services: Self.words(try row.value(1)), events: Self.words(try row.value(2)),
            modalities: Self.words(try row.value(3)), directions: Self.words(try row.value(4)),
            callback: Array(try row.value(5) as Data), secret: Array(try row.value(6) as Data), owner: try row.value(7),
            createdAt: try row.time(8))
    }

    /// Values in the order of ``columns``.
    fileprivate var arguments: StatementArguments {
        [
            self.id, self.services.joined(separator: " "), self.events.joined(separator: " "),
            self.modalities.joined(separator: " "), self.directions.joined(separator: " "), Data(self.callback),
            Data(self.secret), self.owner, self.createdAt.milliseconds,
        ]
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }
}

extension Database {
    /// Runs a statement that is compiled once.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try self.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
