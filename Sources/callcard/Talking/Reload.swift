import ArgumentParser

struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a running server take its changed configuration; a bad one is refused and the old one kept.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        _ = try await self.server.client().expect("POST", "/v1/reload")
        print("the configuration is in force")
    }
}
