import ArgumentParser
import SignIn

struct KeyCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make API keys.", subcommands: [New.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make an API key; it is shown once and stored nowhere.")

        @Argument(help: "The key's id: 1 to 64 of A-Z a-z 0-9 . _ ~ -")
        var id: String

        func run() throws {
            guard AccessKey.isValid(id: self.id) else {
                throw ValidationError("an id is 1 to 64 of A-Z a-z 0-9 . _ ~ -")
            }
            var random = SystemRandomNumberGenerator()
            let key = GeneratedKey(id: self.id, random: &random)
            print("key (give it to its user, it is not shown again):\n  \(key.text)\n")
            print("entry for keys in callcard.yaml (choose role and services):")
            print("  - {id: \(self.id), role: sessionService, services: [\"*\"], sha256: \"\(key.digest)\"}")
        }
    }
}
