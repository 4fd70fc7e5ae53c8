internal import CallModel
internal import Foundation
internal import GRDB

extension SessionRecord {
    /// The columns of a statement for ``fetchAll(_:sql:arguments:)``, which reads the table `session`.
    static let columns = """
        session.id, session.service, session.direction, session.started_at, session.received_at, session.is_live,
        (SELECT members FROM audience WHERE audience.session = session.id)
        """

    /// The sessions that a statement finds, in its order; four statements in all, however many they are.
    ///
    /// - Throws: ``JournalError/corrupt`` where a row is not what we write.
    static func fetchAll(_ db: Database, sql: String, arguments: StatementArguments = []) throws -> [SessionRecord] {
        let rows = try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
        guard !rows.isEmpty else { return [] }
        let ids = String(decoding: try JSONEncoder().encode(rows.map { $0[0] as String }), as: UTF8.self)
        var events: [String: [EventRow]] = [:]
        try Self.eachChild("event", of: ids, db) { events[$0[0], default: []].append(EventRow($0)) }
        var conclusions: [String: [String: Conclusion]] = [:]
        try Self.eachChild("conclusion", of: ids, db) { conclusions[$0[0], default: [:]][$0[1]] = try Conclusion($0) }
        // Read in one go: a decoder's start costs more than a list of names.
        let lists = rows.map { $0[6] as String? ?? "[]" }
        let audiences: [Set<String>] = try Self.texts("[\(lists.joined(separator: ","))]")
        guard audiences.count == rows.count else { throw JournalError.corrupt }
        return try zip(rows, audiences).map { row, audience in
            try SessionRecord(
                row, events: events[row[0]] ?? [], audience: audience, conclusions: conclusions[row[0]] ?? [:])
        }
    }

    /// Reads the rows of a table that belong to sessions, one after the other: kept rows would each be a copy.
    ///
    /// - Parameter ids: Of the sessions, as a list in JSON: SQLite takes 32,766 arguments at most.
    private static func eachChild(_ table: String, of ids: String, _ db: Database, body: (Row) throws -> Void) throws {
        let statement = try db.cachedStatement(sql: "SELECT * FROM \(table) WHERE session IN (SELECT value FROM json_each(?))")
        let rows = try Row.fetchCursor(statement, arguments: [ids])
        while let row = try rows.next() { try body(row) }
    }

    /// A session as its rows have it.
    private init(_ row: Row, events: [EventRow], audience: Set<String>, conclusions: [String: Conclusion]) throws {
        guard let direction = CallDirection(rawValue: row[2]), !events.isEmpty else { throw JournalError.corrupt }
        let service: String = row[1]
        self.init(
            id: row[0], service: service, direction: direction,
            events: try events.map { try CallEvent($0, direction, service: service) }, audience: audience,
            unseen: Set(events.filter(\.isUnseen).map(\.id)), lastReceivedAt: WallTime(milliseconds: row[4]),
            startedAt: WallTime(milliseconds: row[3]), isLive: row[5])
        self.conclusions = conclusions
    }

    fileprivate static func texts<Texts: Decodable>(_ json: String) throws -> Texts {
        do {
            return try JSONDecoder().decode(Texts.self, from: Data(json.utf8))
        } catch {
            throw JournalError.corrupt
        }
    }
}

/// A row of the table `event`, but for the session that it belongs to.
private struct EventRow {
    let id: String
    let type: String
    let at: Int64
    let user: String?
    let reason: String?
    let isUnseen: Bool

    init(_ row: Row) {
        (self.id, self.type, self.at) = (row[1], row[2], row[3])
        (self.user, self.reason, self.isUnseen) = (row[4], row[5], row[6])
    }
}

extension CallEvent {
    fileprivate init(_ row: EventRow, _ direction: CallDirection, service: String) throws {
        guard let type = EventType(rawValue: row.type) else { throw JournalError.corrupt }
        self.init(
            id: row.id, type: type, at: WallTime(milliseconds: row.at), direction: direction, service: service, user: row.user,
            reason: row.reason)
    }
}

extension Conclusion {
    fileprivate init(_ row: Row) throws {
        guard let outcome = CallOutcome(rawValue: row[6]) else { throw JournalError.corrupt }
        self.init(
            codes: CodeChoice(primary: row[2], secondary: row[3]), tags: try SessionRecord.texts(row[4] as String? ?? "[]"),
            savedAt: WallTime(milliseconds: row[5]), outcome: outcome, reason: row[7])
    }
}
