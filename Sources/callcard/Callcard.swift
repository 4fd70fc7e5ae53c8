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
