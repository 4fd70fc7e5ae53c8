import ArgumentParser

/// The command. It wires and prints; rules about callers live elsewhere.
@main
struct Callcard: AsyncParsableCommand {
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
}

/// Exit statuses, after sysexits(3).
extension ExitCode {
    /// The input is wrong: a number that is none, a malformed template.
    static let dataError = ExitCode(65)
    /// A file can't be read, or the server has no such thing.
    static let noInput = ExitCode(66)
    /// The server can't be reached, or this version can't do it yet.
    static let unavailable = ExitCode(69)
    /// A port is taken.
    static let osError = ExitCode(71)
    /// A file can't be made, or exists already.
    static let cannotCreate = ExitCode(73)
    /// Trying again may help: another server has a file.
    static let temporaryFailure = ExitCode(75)
    /// The answering side is no Callcard server.
    static let protocolError = ExitCode(76)
    /// The credential is missing or refused, or caller data would go elsewhere than to a terminal.
    static let noPermission = ExitCode(77)
    /// The configuration is wrong.
    static let configuration = ExitCode(78)
}
