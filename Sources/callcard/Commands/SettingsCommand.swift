import ArgumentParser

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Service settings of a running server.",
        subcommands: [SettingsExport.self, SettingsImport.self])
}
