import ArgumentParser
import CallModel
import Setup

/// How commands reach a running server.
struct ServerOptions: ParsableArguments {
    @Option(name: .long, help: "The server's address, such as http://127.0.0.1:8080; without it that of the configuration.")
    var url: String?

    @Option(name: .long, help: "The configuration file, for the address.")
    var config = Surroundings.defaultConfiguration

    /// The key comes from `CALLCARD_KEY`: arguments can be seen by every user of the machine.
    func client() throws -> ServerClient {
        guard let key = Surroundings.environment("CALLCARD_KEY"), !key.isEmpty else {
            Terminal.error("set CALLCARD_KEY to a key that may do this")
            throw ExitCode.noPermission
        }
        return try ServerClient(url: try self.url ?? self.configured(), key: Sensitive(key))
    }

    private func configured() throws -> String {
        do throws(ConfigurationFailure) {
            let listen = try ConfigurationReader(path: self.config, surroundings: Surroundings.reader).read().listen
            let host = listen.host == "0.0.0.0" ? "127.0.0.1" : listen.host
            return "http://\(host.contains(":") ? "[\(host)]" : host):\(listen.port)"
        } catch {
            Terminal.error("name the server with --url, or a good configuration with --config")
            throw ExitCode.configuration
        }
    }
}
