import ArgumentParser

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Service settings of a running server.", subcommands: [Export.self])

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Write settings back to files (not in this version).")

        func run() throws {
            Terminal.error(
                "this version reads settings from services/*.yaml and never changes them, so there is nothing to export")
            throw ExitCode.unavailable
        }
    }
}
