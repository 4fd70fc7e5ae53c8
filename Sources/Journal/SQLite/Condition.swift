internal import Foundation
internal import GRDB

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
}
