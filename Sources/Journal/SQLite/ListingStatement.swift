internal import CallModel
internal import Foundation
internal import GRDB

/// The statement for a page of a user's list.
///
/// A filter or a search may leave little of a long past. So what it leaves is read as ranges of indexes, each in the order of lists
/// and no further than the page goes; the page is made of their beginnings.
struct ListingStatement {
    /// Reads ``SessionRecord/columns``, in the order of lists; `nil` where nothing can be found.
    let sql: String?
    let arguments: StatementArguments

    /// Above this a search reads one range, and looks at each entry's service: SQLite takes 500 ranges at most.
    private static let servicesAtMost = 50

    init(_ query: ListingQuery) {
        let ranges = Self.ranges(of: query)
        let page = "ORDER BY updated_at DESC, session LIMIT \(query.limit)"
        let parts = ranges.map { range in
            "SELECT * FROM (SELECT session, updated_at FROM listing \(range.index) WHERE \(range.condition.sql) \(page))"
        }
        self.arguments = ranges.reduce(into: StatementArguments()) { $0 += $1.condition.arguments }
        guard !parts.isEmpty else {
            self.sql = nil
            return
        }
        self.sql = """
            SELECT \(SessionRecord.columns) FROM (\(parts.joined(separator: " UNION ")) \(page)) AS listed
            JOIN session ON session.id = listed.session ORDER BY listed.updated_at DESC, listed.session
            """
    }

    private struct Range {
        /// The index that it is a part of; the planner can't know how long a past is.
        let index: String
        var condition: Condition
    }

    private static func ranges(of query: ListingQuery) -> [Range] {
        guard let search = query.search else {
            guard let outcomes = query.outcomes else { return [Self.inService(of: query, Self.range(of: query))] }
            return outcomes.map { outcome in
                var range = Self.range(of: query, index: "INDEXED BY listing_outcome")
                range.condition.add(outcome: outcome)
                return Self.inService(of: query, range)
            }
        }
        var ranges = Self.ranges(of: query, inServices: search.services.filter(query.scope.contains))
        if !search.sessions.isEmpty {
            var range = Self.range(of: query, index: "INDEXED BY listing_session", person: "+person")
            range.condition.add("session", in: search.sessions)
            ranges.append(Self.withOutcome(of: query, Self.inService(of: query, range)))
        }
        return ranges
    }

    private static func ranges(of query: ListingQuery, inServices services: Set<String>) -> [Range] {
        guard services.count <= Self.servicesAtMost else {
            var range = Self.range(of: query)
            range.condition.add("service", in: services)
            return [Self.withOutcome(of: query, range)]
        }
        let outcomes = query.outcomes.map { $0.map(Optional.some) } ?? CallOutcome.allCases + [nil]
        return services.flatMap { service in
            outcomes.map { outcome in
                var range = Self.range(of: query, index: "INDEXED BY listing_service")
                range.condition.add("service = ?", [service])
                range.condition.add(outcome: outcome)
                return range
            }
        }
    }

    /// A range with the condition of every range of a query: the user's list, from where the page begins.
    private static func range(of query: ListingQuery, index: String = "", person: String = "person") -> Range {
        var condition = Condition("\(person) = (SELECT number FROM person WHERE upn = ?)", [query.user])
        if let after = query.after {
            let time = after.updatedAt.milliseconds
            condition.add("updated_at <= ?", [time])
            condition.add("(updated_at < ? OR session > ?)", [time, after.session])
        }
        return Range(index: index, condition: condition)
    }

    private static func inService(of query: ListingQuery, _ range: Range) -> Range {
        var range = range
        if let services = query.scope.names { range.condition.add("service", in: services) }
        return range
    }

    private static func withOutcome(of query: ListingQuery, _ range: Range) -> Range {
        var range = range
        if let outcomes = query.outcomes { range.condition.add("outcome", in: Set(outcomes.map(\.rawValue))) }
        return range
    }
}

/// A condition of a query with its values, which never become part of its text.
struct Condition {
    private(set) var sql: String
    private(set) var arguments: StatementArguments

    init(_ sql: String, _ arguments: StatementArguments) {
        self.sql = sql
        self.arguments = arguments
    }

    mutating func add(_ sql: String, _ arguments: StatementArguments) {
        self.sql += " AND \(sql)"
        self.arguments += arguments
    }

    /// Any number of values, as one argument: SQLite takes 32,766 of them at most.
    mutating func add(_ column: String, in values: Set<String>) {
        let text = (try? JSONEncoder().encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
        self.add("\(column) IN (SELECT value FROM json_each(?))", [text])
    }

    fileprivate mutating func add(outcome: CallOutcome?) {
        if let outcome { self.add("outcome = ?", [outcome.rawValue]) } else { self.add("outcome IS NULL", []) }
    }
}
