internal import CallModel
internal import Foundation
internal import GRDB

extension SessionDelta {
    /// Adds what is new of a session to its tables. What is there already is neither read nor written again.
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
            ON CONFLICT (id) DO UPDATE SET received_at = max(received_at, excluded.received_at)
            """
        try db.run(head, [self.id, self.service, self.direction.rawValue, started, received, self.isLive])
        // These have indexes, which are left alone where nothing changes.
        try db.run(
            "UPDATE session SET started_at = ?, is_live = ? WHERE id = ? AND (started_at, is_live) <> (?, ?)",
            [started, self.isLive, self.id, started, self.isLive])
    }

    private func write(_ event: CallEvent, to db: Database) throws {
        try db.run(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [
                self.id, event.id, event.type.rawValue, event.at.milliseconds, event.user, event.reason,
                self.unseen.contains(event.id),
            ])
    }

    private func writeAudience(to db: Database) throws {
        if !self.joined.isEmpty {
            let sql = """
                INSERT INTO audience VALUES (?, ?) ON CONFLICT (session) DO UPDATE SET members = (
                    SELECT json_group_array(value) FROM (
                        SELECT value FROM json_each(members) UNION SELECT value FROM json_each(excluded.members)))
                """
            try db.run(sql, [self.id, try [String](self.joined).json])
        }
        if !self.left.isEmpty {
            let sql = """
                UPDATE audience SET members = (
                    SELECT json_group_array(value) FROM json_each(members) WHERE value NOT IN (SELECT value FROM json_each(?)))
                WHERE session = ?
                """
            try db.run(sql, [try [String](self.left).json, self.id])
        }
    }

    private func write(_ conclusion: Conclusion, by user: String, to db: Database) throws {
        try db.run(
            "INSERT INTO conclusion VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
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
