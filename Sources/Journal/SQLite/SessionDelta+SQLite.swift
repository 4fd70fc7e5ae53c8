internal import CallModel
internal import Foundation
internal import GRDB

extension SessionDelta {
    /// Adds what is new of a session to its tables. What is there already is neither read nor written again, unless it can't be read: it
    /// must not stand in the way of what is acknowledged now.
    func write(to db: Database) throws {
        try self.writeHead(to: db)
        for event in self.events { try self.write(event, to: db) }
        for event in self.unseen.subtracting(self.events.map(\.id)) {
            try db.run("UPDATE event SET is_unseen = 1 WHERE session = ? AND id = ?", [self.id, event])
        }
        try self.writeAudience(to: db)
        for (user, conclusion) in self.conclusions { try self.write(conclusion, by: user, to: db) }
        try self.writeListings(to: db)
    }

    private func writeHead(to db: Database) throws {
        let (received, started) = (self.lastReceivedAt.milliseconds, self.startedAt.milliseconds)
        let head = """
            INSERT INTO session (id, service, direction, started_at, received_at, is_live) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
            received_at = iif(typeof(received_at) = 'integer', max(received_at, excluded.received_at), excluded.received_at),
            service = iif(typeof(service) = 'text', service, excluded.service),
            direction = iif(direction IN ('inbound', 'outbound'), direction, excluded.direction)
            """
        try db.run(head, [self.id, self.service, self.direction.rawValue, started, received, self.isLive])
        // These have indexes, which are left alone where nothing changes.
        try db.run(
            "UPDATE session SET started_at = ?, is_live = ? WHERE id = ? AND (started_at, is_live) <> (?, ?)",
            [started, self.isLive, self.id, started, self.isLive])
    }

    private func write(_ event: CallEvent, to db: Database) throws {
        try db.run(
            """
            INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, id) DO UPDATE SET (type, at, user, reason, is_unseen) =
            (excluded.type, excluded.at, excluded.user, excluded.reason, excluded.is_unseen) WHERE NOT (\(ReadableRow.event))
            """,
            [
                self.id, event.id, event.type.rawValue, event.at.milliseconds, event.user, event.reason,
                self.unseen.contains(event.id),
            ])
    }

    /// The list of who saw a session; an empty one in the place of one that can't be read, which would fail the whole transaction.
    private static let members = "iif(\(ReadableRow.texts("members")), members, '[]')"

    private func writeAudience(to db: Database) throws {
        if !self.joined.isEmpty {
            let sql = """
                INSERT INTO audience VALUES (?, ?) ON CONFLICT (session) DO UPDATE SET members = (
                    SELECT json_group_array(value) FROM (
                        SELECT value FROM json_each(\(Self.members)) UNION SELECT value FROM json_each(excluded.members)))
                """
            try db.run(sql, [self.id, try [String](self.joined).json])
        }
        if !self.left.isEmpty {
            let sql = """
                UPDATE audience SET members = (
                    SELECT json_group_array(value) FROM json_each(\(Self.members)) WHERE value NOT IN (SELECT value FROM json_each(?)))
                WHERE session = ?
                """
            try db.run(sql, [try [String](self.left).json, self.id])
        }
    }

    private func write(_ conclusion: Conclusion, by user: String, to db: Database) throws {
        try db.run(
            """
            INSERT INTO conclusion VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, user) DO UPDATE SET
            (primary_code, secondary_code, tags, saved_at, outcome, reason) = (excluded.primary_code, excluded.secondary_code,
            excluded.tags, excluded.saved_at, excluded.outcome, excluded.reason) WHERE NOT (\(ReadableRow.conclusion))
            """,
            [
                self.id, user, conclusion.codes.primary, conclusion.codes.secondary, try conclusion.tags.json,
                conclusion.savedAt.milliseconds, conclusion.outcome.rawValue, conclusion.reason,
            ])
    }

    private func writeListings(to db: Database) throws {
        for user in self.unlisted {
            try db.run(
                "DELETE FROM listing WHERE session = ? AND person = (SELECT number FROM person WHERE upn = ?)", [self.id, user])
        }
        for listing in self.listings {
            try db.run("INSERT OR IGNORE INTO person (upn) VALUES (?)", [listing.user])
            try db.run(
                "INSERT OR REPLACE INTO listing SELECT number, ?, ?, ?, ? FROM person WHERE upn = ?",
                [listing.updatedAt.milliseconds, self.id, self.service, listing.outcome?.rawValue, listing.user])
        }
    }
}

extension [String] {
    /// The list as the journal writes lists of texts.
    fileprivate var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }
}
