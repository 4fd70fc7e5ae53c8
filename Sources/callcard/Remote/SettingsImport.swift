import ArgumentParser
import CallModel
import ConfigurationFile
import OutboundHTTP
import SettingsFields
import Setup
import StrictJSON
import YAMLReader

struct SettingsImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Put settings of files into force on a running server.",
        discussion: """
            Each ID.yaml of the folder replaces the settings of its service, whole: what the file leaves out takes its default. All \
            files are read and checked before the first is sent, and a change that somebody makes meanwhile is not lost. A file of a \
            service that the server does not have is an error: put it under services and reload.
            """)

    /// A document to be sent, and whether it differs from the settings in force.
    private struct Change {
        let file: SettingsFile
        /// The ETag of the settings in force; the server refuses the change where another person was faster.
        let tag: String
        let isNeeded: Bool

        var id: String { self.file.settings.id }
        var path: String { "/v1/services/\(self.id)/settings" }
    }

    @OptionGroup var server: ServerOptions

    @Option(name: .long, help: "A service's id; repeat it for several. (default: all that have a file)")
    var service: [String] = []

    @Argument(help: "The folder, such as services/.")
    var folder: String

    func validate() throws {
        try ServiceFolder.validate(self.service)
    }

    func run() async throws {
        let client = try self.server.client()
        let files = try self.files()
        var changes: [Change] = []
        defer { Terminal.endProgress() }
        for (place, file) in files.enumerated() {
            Terminal.progress("reading \(place + 1) of \(files.count): \(file.settings.id)")
            changes.append(try await self.change(to: file, client))
        }
        var failure: ExitCode?
        for (place, change) in changes.enumerated() {
            Terminal.progress("sending \(place + 1) of \(changes.count): \(change.id)")
            let refusal = change.isNeeded ? try await self.send(change, client) : nil
            Terminal.endProgress()
            if refusal == nil { print("\(change.id): \(change.isNeeded ? "in force" : "was so already")") }
            failure = failure ?? refusal
        }
        if let failure { throw failure }
    }

    /// All files that are meant, read and checked by themselves.
    private func files() throws -> [SettingsFile] {
        let folder = ServiceFolder(path: self.folder)
        let ids = self.service.isEmpty ? folder.ids : self.service
        guard !ids.isEmpty else {
            Terminal.error("there is no ID.yaml in \(self.folder)")
            throw ExitCode.noInput
        }
        for id in folder.missing(of: ids) { Terminal.error("there is no file \(folder.file(of: id))") }
        guard folder.missing(of: ids).isEmpty else { throw ExitCode.noInput }
        var (files, problems): ([SettingsFile], [YAMLProblem]) = ([], [])
        for id in ids {
            do throws(ConfigurationFailure) {
                files.append(try SettingsFile(path: folder.file(of: id), id: id))
            } catch {
                problems += error.problems
            }
        }
        for problem in problems { Terminal.error("\(problem)") }
        guard problems.isEmpty else { throw ExitCode.dataError }
        return files
    }

    /// The change that a file makes to the settings in force.
    private func change(to file: SettingsFile, _ client: ServerClient) async throws -> Change {
        let id = file.settings.id
        let answer = try await client.send("GET", "/v1/services/\(id)/settings")
        guard answer.status == 200 else {
            Terminal.endProgress()
            if answer.status == 404 { Terminal.error("\(id): this key knows of no such service; a file begins one at a reload") }
            throw ServerClient.show(answer.status, answer.body)
        }
        guard let inForce = (try? StrictJSON.parse(answer.body))?.objectValue, let tag = answer.header("etag") else {
            throw ServerClient.foreign()
        }
        return Change(file: file, tag: tag, isNeeded: inForce != file.settings.members)
    }

    /// Puts a change into force.
    ///
    /// - Returns: The exit status where it was refused, which is printed; `nil` where it is in force.
    private func send(_ change: Change, _ client: ServerClient) async throws -> ExitCode? {
        let answer = try await client.send(
            "PUT", change.path, headers: [("If-Match", change.tag)], body: change.file.settings.json)
        guard answer.status >= 400 else { return nil }
        Terminal.endProgress()
        switch answer.status {
        case 412:
            Terminal.error("\(change.id): somebody has changed it meanwhile; look at the change, then run the command again")
        case 422:
            let faults = (try? StrictJSON.parse(answer.body))?.objectValue?["errors"]?.arrayValue ?? []
            for fault in faults.compactMap(\.objectValue) {
                let path = (fault["pointer"]?.stringValue ?? "").split(separator: "/").map(String.init)
                Terminal.error("\(change.file.problem(at: path, fault["detail"]?.stringValue ?? "can't be used"))")
            }
        default:
            Terminal.error("\(change.id):")
            return ServerClient.show(answer.status, answer.body)
        }
        return ServerClient.exitCode(of: answer.status)
    }
}
