internal import CallModel
internal import GRDB

extension LoginSessionRecord {
    /// Adds the row, or ends the one that is there.
    func write(to db: Database) throws {
        let sql = """
            INSERT INTO login_session (id, user, started_at, expires_at, ended_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET ended_at = coalesce(ended_at, excluded.ended_at)
            """
        try db.run(
            sql,
            [self.id, self.user, self.startedAt.milliseconds, self.expiresAt.milliseconds, self.endedAt?.milliseconds])
    }

    /// All of them. One that can't be read counts as ended: whoever was signed out must not be signed in again by a flipped bit.
    static func fetchAll(_ db: Database, noting unreadable: UnreadableRows) throws -> [LoginSessionRecord] {
        let sql = "SELECT id, user, started_at, expires_at, ended_at FROM login_session"
        return try Row.fetchAll(db, sql: sql).compactMap { row in
            let record = unreadable.reading(UnreadableRow("login_session", owner: nil, key: row.name(0))) {
                () throws(JournalError) in try LoginSessionRecord(row: row)
            }
            return record ?? row.name(0).map(Self.init(unreadable:))
        }
    }

    private init(row: Row) throws(JournalError) {
        let endedAt: Int64? = try row.optional(4)
        self.init(
            id: try row.value(0), user: try row.value(1), startedAt: try row.time(2), expiresAt: try row.time(3),
            endedAt: endedAt == nil ? nil : try row.time(4))
    }

    private init(unreadable id: String) {
        let (first, last) = (WallTime(milliseconds: 0), WallTime(milliseconds: WallTime.writable.upperBound))
        self.init(id: id, user: "", startedAt: first, expiresAt: last, endedAt: first)
    }
}
