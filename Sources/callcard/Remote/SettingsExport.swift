import ArgumentParser
import CallModel
import Foundation
import OutboundHTTP
import StrictJSON
import YAMLReader

struct SettingsExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the settings of a running server's services back to files.",
        discussion: """
            Each service becomes ID.yaml in the folder, in place of a file that is there; what its owner left out is left out. The \
            journal's settings are in force; files only begin a service. With an operator's key name the services; with an owner's key all that it knows of are written.
            """)

    @OptionGroup var server: ServerOptions

    @Option(name: .long, help: "A service's id; repeat it for several. (default: all that the key knows of)")
    var service: [String] = []

    @Argument(help: "The folder, such as services/.")
    var folder: String

    func validate() throws {
        try ServiceFolder.validate(self.service)
    }

    func run() async throws {
        let client = try self.server.client()
        let ids = try await self.ids(client)
        guard !ids.isEmpty else {
            Terminal.error("there is no service to write; name one with --service")
            throw ExitCode.noInput
        }
        // All are read before any is written.
        var documents: [(id: String, text: String)] = []
        for id in ids { documents.append((id, try await self.document(of: id, client))) }
        do {
            try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        } catch {
            Terminal.error("the folder \(self.folder) can't be made")
            throw ExitCode.cannotCreate
        }
        for document in documents {
            let path = ServiceFolder(path: self.folder).file(of: document.id)
            do {
                try Data(document.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                Terminal.error("\(path) can't be written")
                throw ExitCode.cannotCreate
            }
            print(path)
        }
    }

    /// A service's settings as YAML.
    private func document(of id: String, _ client: ServerClient) async throws -> String {
        let answer = try await client.expect("GET", "/v1/services/\(id)/settings")
        guard let settings = try? StrictJSON.parse(answer), settings.objectValue != nil else { throw ServerClient.foreign() }
        return try YAMLValue(settings).document()
    }

    /// The ids of the services to export: those named; else all that the key may list; else, for a key without user, which may list
    /// none, those that have a file already.
    private func ids(_ client: ServerClient) async throws -> [String] {
        guard self.service.isEmpty else { return self.service }
        let answer = try await client.send("GET", "/v1/services")
        if answer.status == 200 {
            guard let items = (try? StrictJSON.parse(answer.body))?.objectValue?["items"]?.arrayValue else {
                throw ServerClient.foreign()
            }
            let ids = items.compactMap { $0.objectValue?["id"]?.stringValue }
            // Names of files come from them.
            guard ids.count == items.count, ids.allSatisfy(SessionID.isValid) else { throw ServerClient.foreign() }
            return ids
        }
        guard answer.status == 403 else { throw ServerClient.show(answer.status, answer.body) }
        return ServiceFolder(path: self.folder).ids
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
