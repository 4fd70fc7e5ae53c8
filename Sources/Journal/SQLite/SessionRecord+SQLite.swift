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
    /// - Throws: ``JournalError/corrupt`` where a row is not what we write.
    static func fetchAll(_ db: Database, sql: String, arguments: StatementArguments = []) throws -> [SessionRecord] {
        let rows = try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
        guard !rows.isEmpty else { return [] }
        let ids = String(decoding: try JSONEncoder().encode(rows.map { try $0.value(0) as String }), as: UTF8.self)
        var events: [String: [EventRow]] = [:]
        try Self.eachChild("event", of: ids, db) { events[try $0.value(0), default: []].append(try EventRow($0)) }
        var conclusions: [String: [String: Conclusion]] = [:]
        try Self.eachChild("conclusion", of: ids, db) { row in
            conclusions[try row.value(0), default: [:]][try row.value(1)] = try Conclusion(row)
        }
        // One decoding for the page: starting a decoder costs more than a list of users.
        let lists = try rows.map { try $0.optional(6) ?? "[]" }
        let audiences: [Set<String>] = try Self.texts("[\(lists.joined(separator: ","))]")
        // Each row is one list, or a damaged row could make up for another.
        guard audiences.count == rows.count, lists.allSatisfy({ $0.hasPrefix("[") && $0.hasSuffix("]") }) else {
            throw JournalError.corrupt
        }
        return try zip(rows, audiences).map { row, audience in
            let id: String = try row.value(0)
            return try SessionRecord(id, row, events: events[id] ?? [], audience: audience, conclusions: conclusions[id] ?? [:])
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
    private init(
        _ id: String, _ row: Row, events: [EventRow], audience: Set<String>, conclusions: [String: Conclusion]
    ) throws {
        guard let direction = CallDirection(rawValue: try row.value(2)), !events.isEmpty else { throw JournalError.corrupt }
        let service: String = try row.value(1)
        self.init(
            id: id, service: service, direction: direction,
            events: try events.map { try CallEvent($0, direction, service: service) }, audience: audience,
            unseen: Set(events.filter(\.isUnseen).map(\.id)), lastReceivedAt: WallTime(milliseconds: try row.value(4)),
            startedAt: WallTime(milliseconds: try row.value(3)), isLive: try row.value(5))
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

    init(_ row: Row) throws {
        (self.id, self.type, self.at) = (try row.value(1), try row.value(2), try row.value(3))
        (self.user, self.reason, self.isUnseen) = (try row.optional(4), try row.optional(5), try row.value(6))
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
        guard let outcome = CallOutcome(rawValue: try row.value(6)) else { throw JournalError.corrupt }
        self.init(
            codes: CodeChoice(primary: try row.optional(2), secondary: try row.optional(3)),
            tags: try SessionRecord.texts(try row.value(4)), savedAt: WallTime(milliseconds: try row.value(5)), outcome: outcome,
            reason: try row.optional(7))
    }
}
