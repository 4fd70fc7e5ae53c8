internal import Journal

/// Rows of a journal that can't be read, in words.
struct UnreadableRowsSummary: CustomStringConvertible {
    private let rows: Set<UnreadableRow>

    /// `nil` for no rows.
    init?(_ rows: Set<UnreadableRow>) {
        guard !rows.isEmpty else { return nil }
        self.rows = rows
    }

    /// How many there are of each table.
    var description: String {
        let tables = Dictionary(grouping: self.rows, by: \.table).map { "\($0.value.count) of \($0.key)" }.sorted()
        return "rows that can't be read are left out: \(tables.joined(separator: ", "))"
    }

    /// One line for each table and owner, sorted, at most `limit`; then one that says that there are more.
    func lines(atMost limit: Int) -> [String] {
        let all = Set(self.rows.map { "\($0.table)\($0.owner.isEmpty ? "" : " of \($0.owner)")" }).sorted()
        return all.prefix(limit).map { "a row of \($0) can't be read and is left out" }
            + (all.count > limit ? ["and \(all.count - limit) more"] : [])
    }
}
