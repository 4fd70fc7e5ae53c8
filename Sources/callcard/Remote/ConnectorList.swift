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
