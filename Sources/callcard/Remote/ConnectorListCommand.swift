import ArgumentParser
import StrictJSON

struct ConnectorList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show how the connectors of a running server do.",
        discussion: "Figures are of the last 15 minutes.")

    @OptionGroup var server: ServerOptions

    @Flag(name: .long, help: "Print the server's answer as it is.")
    var json = false

    func run() async throws {
        let answer = try await self.server.client().expect("GET", "/v1/connectors")
        guard !self.json else { return print(String(decoding: answer, as: UTF8.self)) }
        let items = (try StrictJSON.parse(answer)).objectValue?["items"]?.arrayValue ?? []
        guard !items.isEmpty else { return print("there are no books and no connectors") }
        let rows = items.compactMap(\.objectValue).map(ConnectorRow.init)
        print(TextTable(head: ConnectorRow.head, rows: rows.map(\.cells)).text)
        for row in rows where row.detail != nil { print("\n\(row.cells[0]): \(row.detail ?? "")") }
    }
}

/// One connector as a line of `callcard connector list`.
private struct ConnectorRow {
    static let head = ["connector", "state", "breaker", "asked", "hits", "p50", "p99", "last outcome", "last success"]

    let cells: [String]
    /// The connector's trouble, or the time until it is asked again; `nil` where all is well.
    let detail: String?

    /// - Parameter item: An item of `GET /v1/connectors`.
    init(_ item: JSONObject) {
        func text(_ name: String) -> String { item[name]?.stringValue ?? "" }
        func milliseconds(_ name: String) -> String { Self.number(item[name]).map { "\(Int($0.rounded())) ms" } ?? "" }
        let contacts = item["contacts"]?.intValue.map { "\($0) contacts" }
        self.cells = [
            text("id"), text("state"), text("breaker"), item["asked"]?.intValue.map(String.init) ?? "",
            Self.number(item["hitRate"]).map { "\(Int(($0 * 100).rounded())) %" } ?? "", milliseconds("p50Ms"),
            milliseconds("p99Ms"),
            contacts ?? text("lastOutcome"), String(text("lastSuccessAt").dropFirst(11).prefix(8)),
        ]
        let retry = item["retryAt"]?.stringValue.map { "asked again after \($0.dropFirst(11).prefix(8)) UTC" }
        self.detail = item["detail"]?.stringValue ?? retry
    }

    private static func number(_ value: JSONValue?) -> Double? {
        if case .number(let literal)? = value { Double(literal) } else { nil }
    }
}

/// Columns as wide as their widest cell.
private struct TextTable {
    let head: [String]
    let rows: [[String]]

    var text: String {
        let lines = [self.head] + self.rows
        let widths = self.head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let line = zip(cells, widths).map { cell, width in cell.padded(to: width) }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
