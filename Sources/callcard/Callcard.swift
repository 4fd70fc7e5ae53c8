import ArgumentParser
import Glibc

/// The command. It wires and prints; rules about callers live elsewhere.
@main
struct Callcard: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "callcard",
        abstract: "Tells an agent who is calling before they answer.",
        discussion: """
            Try your own address book in one line, without any configuration:
              callcard lookup --book contacts.csv --region DE '030 23125 123'
            See it all at work with sample data:
              callcard demo
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, Demo.self, Lookup.self, Check.self, Reload.self, Forget.self, ConnectorCommand.self, BookCommand.self,
            SettingsCommand.self, TemplateCommand.self, KeyCommand.self,
        ])

    /// Runs the command that the arguments name, and ends the process with its exit status.
    static func main() async {
        var status = ExitCode.success
        do {
            let command = try await Self.asyncParseAsRoot()
            if let command = command as? any AsyncParsableCommand {
                try await Self.run(command)
            } else {
                try Self.runAtOnce(command)
            }
        } catch {
            status = Self.exitCode(for: error)
            let text = Self.fullMessage(for: error)
            if status.isSuccess { print(text) } else if !text.isEmpty { StandardError.write(text + "\n", patience: nil) }
        }
        Glibc.exit(StandardOutput.finished(with: status).rawValue)
    }

    private static func run(_ command: some AsyncParsableCommand) async throws {
        var command = command
        try await command.run()
    }

    /// Help and completion scripts are commands of the library.
    private static func runAtOnce(_ command: some ParsableCommand) throws {
        var command = command
        try command.run()
    }
}

/// Exit statuses, after sysexits(3).
extension ExitCode {
    /// The input is wrong: a number that is none, a malformed template.
    static let dataError = ExitCode(65)
    /// A file can't be read, or the server has no such thing.
    static let noInput = ExitCode(66)
    /// The server can't be reached, or this version can't do it yet.
    static let unavailable = ExitCode(69)
    /// The port can't be had, or there are too few descriptors.
    static let osError = ExitCode(71)
    /// A file can't be made, or exists already.
    static let cannotCreate = ExitCode(73)
    /// Standard output could not be written.
    static let ioError = ExitCode(74)
    /// Trying again may help: another server has a file.
    static let temporaryFailure = ExitCode(75)
    /// The answering side is no Callcard server.
    static let protocolError = ExitCode(76)
    /// The credential is missing or refused, or caller data would go elsewhere than to a terminal.
    static let noPermission = ExitCode(77)
    /// The configuration is wrong.
    static let configuration = ExitCode(78)
}
