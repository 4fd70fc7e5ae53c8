internal import CallModel
internal import Foundation
internal import GRDB

extension SessionRecord {
    /// The columns of a statement for ``fetchAll(_:sql:arguments:)``, which reads the table `session`.
    static let columns = """
        session.id, session.service, session.direction, session.started_at, session.received_at, session.is_live,
        (SELECT members FROM audience WHERE audience.session = session.id)
        """

    /// The sessions that a statement finds, in its order; three statements in all, however many they are.
    ///
    /// Rows that are not what we write are left out and noted: of an event, of a conclusion, of who saw it alone; a session only where
    /// its own row can't be read, or none of its events.
    ///
    /// - Returns: The sessions, and the count of those that the statement has found, readable or not.
    static func fetchAll(
        _ db: Database, sql: String, arguments: StatementArguments = [], noting unreadable: UnreadableRows
    ) throws -> (records: [SessionRecord], rows: Int) {
        let rows = try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
        let heads = rows.compactMap { row in
            unreadable.reading(UnreadableRow("session", owner: row.name(0))) { () throws(JournalError) in try Head(row) }
        }
        guard !heads.isEmpty else { return ([], rows.count) }
        let ids = String(decoding: try JSONEncoder().encode(heads.map(\.id)), as: UTF8.self)
        var events: [String: [EventRow]] = [:]
        try Self.eachChild("event", of: ids, db) { row in
            let event = unreadable.reading(UnreadableRow("event", owner: row.name(0), key: row.name(1))) {
                () throws(JournalError) in (session: try row.value(0) as String, row: try EventRow(row))
            }
            if let event { events[event.session, default: []].append(event.row) }
        }
        var conclusions: [String: [String: Conclusion]] = [:]
        try Self.eachChild("conclusion", of: ids, db) { row in
            let conclusion = unreadable.reading(UnreadableRow("conclusion", owner: row.name(0), key: row.name(1))) {
                () throws(JournalError) in
                (session: try row.value(0) as String, user: try row.value(1) as String, itself: try Conclusion(row))
            }
            if let conclusion { conclusions[conclusion.session, default: [:]][conclusion.user] = conclusion.itself }
        }
        let records = zip(heads, Self.audiences(of: heads, noting: unreadable)).compactMap { head, audience -> SessionRecord? in
            guard let events = events[head.id] else {
                unreadable.note(UnreadableRow("session", owner: head.id))
                return nil
            }
            return SessionRecord(head, events: events, audience: audience, conclusions: conclusions[head.id] ?? [:])
        }
        return (records, rows.count)
    }

    /// Who saw each session; nobody where that can't be read.
    private static func audiences(of heads: [Head], noting unreadable: UnreadableRows) -> [Set<String>] {
        // One decoding for the page: starting a decoder costs more than a list of users. Each row is one list, or a damaged row could
        // make up for another.
        let lists = heads.map { $0.audience ?? "" }
        let areLists = lists.allSatisfy { $0.hasPrefix("[") && $0.hasSuffix("]") }
        if areLists, let all: [Set<String>] = try? Self.texts("[\(lists.joined(separator: ","))]"), all.count == lists.count {
            return all
        }
        return heads.map { head in
            unreadable.reading(UnreadableRow("audience", owner: head.id)) { () throws(JournalError) in
                guard let list = head.audience else { throw .corrupt }
                return try Self.texts(list)
            } ?? []
        }
    }

    /// Reads the rows of a table that belong to sessions, one after the other: a row that is kept has to be copied first.
    ///
    /// - Parameter ids: Of the sessions, as a list in JSON: SQLite takes 32,766 arguments at most.
    private static func eachChild(_ table: String, of ids: String, _ db: Database, body: (Row) throws -> Void) throws {
        let statement = try db.cachedStatement(sql: "SELECT * FROM \(table) WHERE session IN (SELECT value FROM json_each(?))")
        let rows = try Row.fetchCursor(statement, arguments: [ids])
        while let row = try rows.next() { try body(row) }
    }

    /// A session as its rows have it.
    private init(_ head: Head, events: [EventRow], audience: Set<String>, conclusions: [String: Conclusion]) {
        self.init(
            id: head.id, service: head.service, direction: head.direction,
            events: events.map { CallEvent($0, head.direction, service: head.service) }, audience: audience,
            unseen: Set(events.filter(\.isUnseen).map(\.id)), lastReceivedAt: head.receivedAt, startedAt: head.startedAt,
            isLive: head.isLive)
        self.conclusions = conclusions
    }

    fileprivate static func texts<Texts: Decodable>(_ json: String) throws(JournalError) -> Texts {
        do {
            return try JSONDecoder().decode(Texts.self, from: Data(json.utf8))
        } catch {
            throw .corrupt
        }
    }
}

/// A row of the table `session`, as a statement with ``SessionRecord/columns`` has it.
private struct Head {
    let id: String
    let service: String
    let direction: CallDirection
    let startedAt: WallTime
    let receivedAt: WallTime
    let isLive: Bool
    /// A list of users in JSON; `nil` where it is no text.
    let audience: String?

    init(_ row: Row) throws(JournalError) {
        guard let direction = CallDirection(rawValue: try row.value(2)) else { throw .corrupt }
        self.direction = direction
        (self.id, self.service) = (try row.value(0), try row.value(1))
        (self.startedAt, self.receivedAt, self.isLive) = (try row.time(3), try row.time(4), try row.value(5))
        self.audience = (row[6] as DatabaseValue).isNull ? "[]" : row.name(6)
    }
}

/// A row of the table `event`, but for the session that it belongs to.
private struct EventRow {
    let id: String
    let type: EventType
    let at: WallTime
    let user: String?
    let reason: String?
    let isUnseen: Bool

    init(_ row: Row) throws(JournalError) {
        guard let type = EventType(rawValue: try row.value(2)) else { throw .corrupt }
        (self.id, self.type, self.at) = (try row.value(1), type, try row.time(3))
        (self.user, self.reason, self.isUnseen) = (try row.optional(4), try row.optional(5), try row.value(6))
    }
}

extension CallEvent {
    fileprivate init(_ row: EventRow, _ direction: CallDirection, service: String) {
        self.init(
            id: row.id, type: row.type, at: row.at, direction: direction, service: service, user: row.user, reason: row.reason)
    }
}

extension Conclusion {
    fileprivate init(_ row: Row) throws(JournalError) {
        guard let outcome = CallOutcome(rawValue: try row.value(6)) else { throw .corrupt }
        self.init(
            codes: CodeChoice(primary: try row.optional(2), secondary: try row.optional(3)),
            tags: try SessionRecord.texts(try row.value(4)), savedAt: try row.time(5), outcome: outcome,
            reason: try row.optional(7))
    }
}
