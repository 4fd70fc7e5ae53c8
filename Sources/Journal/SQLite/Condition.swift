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

    mutating func add(_ column: String, in values: Set<String>) {
        self.add(Self.membership(column, values.count), StatementArguments(Array(values)))
    }

    mutating func add(_ column: String, in values: Set<String>, or other: String, in others: Set<String>) {
        let sql = "(\(Self.membership(column, values.count)) OR \(Self.membership(other, others.count)))"
        self.add(sql, StatementArguments(Array(values)) + StatementArguments(Array(others)))
    }

    private static func membership(_ column: String, _ count: Int) -> String {
        "\(column) IN (\(Array(repeating: "?", count: count).joined(separator: ", ")))"
    }
}
