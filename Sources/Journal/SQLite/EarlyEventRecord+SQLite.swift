internal import CallModel
internal import GRDB

extension EarlyEventRecord {
    /// Adds a row, unless there is one of its name that can be read.
    func write(to db: Database) throws {
        let sql = """
            INSERT INTO early_event (session, key, id, scope, type, at, direction, service, user, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, key, id) DO UPDATE SET
            (scope, type, at, direction, service, user, reason) = (excluded.scope, excluded.type, excluded.at, excluded.direction,
            excluded.service, excluded.user, excluded.reason) WHERE NOT (\(ReadableRow.earlyEvent))
            """
        try db.run(
            sql,
            [
                self.id.session, self.id.key, self.id.event, self.scope.words, self.type.rawValue, self.at.milliseconds,
                self.direction?.rawValue, self.service, self.user, self.reason,
            ])
    }

    /// All of them that can be read, in the order in which they arrived.
    static func fetchAll(_ db: Database, noting unreadable: UnreadableRows) throws -> [EarlyEventRecord] {
        let sql = """
            SELECT session, key, id, scope, type, at, direction, service, user, reason FROM early_event ORDER BY arrival
            """
        return try Row.fetchAll(db, sql: sql).compactMap { row in
            unreadable.reading(UnreadableRow("early_event", owner: row.name(0), key: row.name(2))) { () throws(JournalError) in
                try EarlyEventRecord(row: row)
            }
        }
    }

    private init(row: Row) throws(JournalError) {
        let direction: String? = try row.optional(6)
        guard let type = EventType(rawValue: try row.value(4)), direction.map({ CallDirection(rawValue: $0) != nil }) ?? true
        else { throw JournalError.corrupt }
        self.init(
            id: ID(session: try row.value(0), key: try row.value(1), event: try row.value(2)),
            scope: ServiceScope(words: try row.value(3)), type: type, at: try row.time(5),
            direction: direction.flatMap(CallDirection.init), service: try row.optional(7), user: try row.optional(8),
            reason: try row.optional(9))
    }
}

extension EarlyEventRecord.ID {
    /// Removes the row, if there is one.
    func delete(from db: Database) throws {
        try db.run(
            "DELETE FROM early_event WHERE session = ? AND key = ? AND id = ?", [self.session, self.key, self.event])
    }
}

extension ServiceScope {
    /// `*`, which is no service's id, or the ids with spaces between.
    fileprivate var words: String {
        switch self {
        case .all: "*"
        case .only(let services): services.sorted().joined(separator: " ")
        }
    }

    fileprivate init(words: String) {
        self = words == "*" ? .all : .only(Set(words.split(separator: " ").map(String.init)))
    }
}
