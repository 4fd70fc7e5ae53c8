import ArgumentParser
import Foundation
import StrictJSON
import YAMLReader

struct SettingsExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the settings of a running server's services back to files.",
        discussion: """
            Each service becomes ID.yaml in the folder, in place of a file that is there. The journal's settings are in force; files \
            only begin a service. With an operator's key name the services; with an owner's key all that it knows of are written.
            """)

    @OptionGroup var server: ServerOptions

    @Option(name: .long, help: "A service's id; repeat it for several. (default: all that the key knows of)")
    var service: [String] = []

    @Argument(help: "The folder, such as services/.")
    var folder: String

    func run() async throws {
        let client = try self.server.client()
        let ids = try await self.ids(client)
        guard !ids.isEmpty else {
            Terminal.error("there is no service to write; name one with --service")
            throw ExitCode.noInput
        }
        do {
            try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        } catch {
            Terminal.error("the folder \(self.folder) can't be made")
            throw ExitCode.cannotCreate
        }
        for id in ids {
            let settings = try StrictJSON.parse(try await client.expect("GET", "/v1/services/\(id)/settings"))
            let path = (self.folder as NSString).appendingPathComponent("\(id).yaml")
            do {
                try Data(YAMLValue(settings).document().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                Terminal.error("\(path) can't be written")
                throw ExitCode.cannotCreate
            }
            print(path)
        }
    }

    private func ids(_ client: ServerClient) async throws -> [String] {
        guard self.service.isEmpty else { return self.service }
        let (status, body) = try await client.send("GET", "/v1/services")
        if status == 200 {
            let items = try StrictJSON.parse(body).objectValue?["items"]?.arrayValue ?? []
            return items.compactMap { $0.objectValue?["id"]?.stringValue }
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self.folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }
}

extension YAMLValue {
    /// JSON as YAML; numbers of settings are whole.
    fileprivate init(_ value: JSONValue) {
        switch value {
        case .null: self = .text("")
        case .bool(let bool): self = .bool(bool)
        case .number(let literal): self = Int(literal).map(YAMLValue.integer) ?? .text(literal)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map(YAMLValue.init))
        case .object(let object): self = .mapping(object.members.map { Member($0.name, YAMLValue($0.value)) })
        }
    }
}
