internal import CallModel
internal import GRDB

extension StandInRecord {
    /// Puts the words in place of others in all rows of the session; those whose rows are not there yet have no effect.
    func write(to db: Database) throws {
        for event in self.events {
            try db.run(
                """
                UPDATE conclusion SET reason = ? WHERE session = ? AND reason = (
                    SELECT reason FROM event WHERE session = ? AND id = ? AND reason IS NOT ?)
                """, [event.reason, self.session, self.session, event.id, event.reason])
            try db.run(
                "UPDATE OR IGNORE event SET id = ?, user = ?, reason = ? WHERE session = ? AND id = ?",
                [event.name, event.user, event.reason, self.session, event.id])
        }
        if self.name != self.session {
            try db.run("UPDATE session SET id = ? WHERE id = ?", [self.name, self.session])
            for table in ["event", "audience", "conclusion", "listing"] {
                try db.run("UPDATE \(table) SET session = ? WHERE session = ?", [self.name, self.session])
            }
        }
        try db.execute(sql: "PRAGMA user_version = \(Self.mark)")
    }

    /// The version that says that words stand in for others; the schema's own is with its migrations.
    private static let mark = 1

    /// Whether any record was ever written.
    static func exist(in db: Database) throws -> Bool { try Int.fetchOne(db, sql: "PRAGMA user_version") == Self.mark }
}
