import Setup

extension Server {
    /// A server with the real tools, as the command runs it.
    ///
    /// - Parameter onListening: By default the one line on standard output that scripts wait for.
    init(
        configurationPath: String,
        onListening: @escaping @Sendable (_ url: String) async -> Void = { Terminal.announce("listening on \($0)") }
    ) throws {
        self.init(
            configurationPath: configurationPath, surroundings: Surroundings.reader, tools: try Toolbox.make(),
            onListening: onListening)
    }
}
