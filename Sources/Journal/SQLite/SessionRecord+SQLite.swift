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
        let events = try Self.children("event", of: ids, db)
        let conclusions = try Self.children("conclusion", of: ids, db)
        return try rows.map { try SessionRecord($0, events: events[$0[0]] ?? [], conclusions: conclusions[$0[0]] ?? []) }
    }

    /// Rows of a table by session.
    ///
    /// - Parameter ids: Of the sessions, as a list in JSON: SQLite takes 32,766 arguments at most.
    private static func children(_ table: String, of ids: String, _ db: Database) throws -> [String: [Row]] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM \(table) WHERE session IN (SELECT value FROM json_each(?))")
        return Dictionary(grouping: try Row.fetchAll(statement, arguments: [ids])) { $0[0] }
    }

    /// A session as its rows have it.
    private init(_ row: Row, events: [Row], conclusions: [Row]) throws {
        guard let direction = CallDirection(rawValue: row[2]), !events.isEmpty else { throw JournalError.corrupt }
        let service: String = row[1]
        self.init(
            id: row[0], service: service, direction: direction,
            events: try events.map { try CallEvent($0, direction, service: service) }, audience: try Self.texts(row[6]),
            unseen: Set(events.filter { $0[6] }.map { $0[1] }), lastReceivedAt: WallTime(milliseconds: row[4]),
            startedAt: WallTime(milliseconds: row[3]), isLive: row[5])
        for conclusion in conclusions { self.conclusions[conclusion[1]] = try Conclusion(conclusion) }
    }

    fileprivate static func texts<Texts: Decodable & ExpressibleByArrayLiteral>(_ json: String?) throws -> Texts {
        guard let json else { return [] }
        do {
            return try JSONDecoder().decode(Texts.self, from: Data(json.utf8))
        } catch {
            throw JournalError.corrupt
        }
    }
}

extension CallEvent {
    fileprivate init(_ row: Row, _ direction: CallDirection, service: String) throws {
        guard let type = EventType(rawValue: row[2]) else { throw JournalError.corrupt }
        self.init(
            id: row[1], type: type, at: WallTime(milliseconds: row[3]), direction: direction, service: service, user: row[4],
            reason: row[5])
    }
}

extension Conclusion {
    fileprivate init(_ row: Row) throws {
        guard let outcome = CallOutcome(rawValue: row[6]) else { throw JournalError.corrupt }
        self.init(
            codes: CodeChoice(primary: row[2], secondary: row[3]), tags: try SessionRecord.texts(row[4]),
            savedAt: WallTime(milliseconds: row[5]), outcome: outcome, reason: row[7])
    }
}
