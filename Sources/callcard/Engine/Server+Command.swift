import CallcardServer
import Setup

extension Server {
    /// A server with the real tools, as the command runs it.
    ///
    /// - Parameters:
    ///   - onListening: By default the one line on standard output that scripts wait for.
    ///   - onLinks: By default a line for each link; standard output is for whoever has started the server.
    init(
        configurationPath: String,
        onListening: @escaping @Sendable (_ url: String) async -> Void = { Terminal.announce("listening on \($0)") },
        onLinks: @escaping @Sendable (_ links: [SignInLink]) async -> Void = { links in
            for link in links { Terminal.announce("sign in as \(link.user): \(link.url)") }
        }
    ) throws {
        self.init(
            configurationPath: configurationPath, surroundings: Surroundings.reader, tools: try DefaultDependencies.make(),
            onListening: onListening, onLinks: onLinks)
    }
}
