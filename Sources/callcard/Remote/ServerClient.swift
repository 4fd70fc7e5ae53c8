import ArgumentParser
import CallModel
import ConfigurationFile
import CurlTransport
import OutboundHTTP
import Setup
import StrictJSON

/// The options by which commands reach a running server.
struct ServerOptions: ParsableArguments {
    @Option(name: .long, help: "The server's address, such as http://127.0.0.1:8080; without it that of the configuration.")
    var url: String?

    @Option(name: .long, help: "The configuration file, for the address.")
    var config = CommandEnvironment.defaultConfiguration

    /// The key comes from `CALLCARD_KEY`: arguments can be seen by every user of the machine.
    func client() throws -> ServerClient {
        guard let key = CommandEnvironment.variable("CALLCARD_KEY"), !key.isEmpty else {
            Terminal.error("set CALLCARD_KEY to a key that may do this")
            throw ExitCode.noPermission
        }
        return try ServerClient(url: try self.url ?? self.configuredURL(), key: Sensitive(key))
    }

    private func configuredURL() throws -> String {
        let reader = ConfigurationReader(path: self.config, environment: CommandEnvironment.forConfiguration)
        guard let address = reader.serverAddress() else {
            let advice = "name it with --url, or the configuration with --config"
            Terminal.error("\(self.config) does not say where the server is; \(advice)")
            throw ExitCode.configuration
        }
        return address.url
    }
}

/// Speaks to a running server over its public interface.
struct ServerClient: Sendable {
    private let base: String
    private let key: Sensitive<String>
    private let transport: CurlTransport

    init(url: String, key: Sensitive<String>) throws {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw ValidationError("--url begins with http:// or https://")
        }
        self.base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.key = key
        self.transport = try CurlTransport()
    }

    /// Sends a request whose body is JSON, or empty, and returns the answer.
    func send(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPAnswer {
        do throws(TransportError) {
            return try await self.exchange(method, path, headers: headers, body: body)
        } catch {
            let advice =
                error == .tls ? "name it with --url, as its certificate names it" : "is the server running there?"
            Terminal.error("no answer from \(self.base) (\(error)); \(advice)")
            throw ExitCode.unavailable
        }
    }

    /// Like ``send(_:_:headers:body:)``, but where there is no answer nothing is printed.
    func exchange(
        _ method: String, _ path: String, headers more: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) async throws(TransportError) -> HTTPAnswer {
        var headers = [(name: "Authorization", value: "Bearer " + self.key.revealed()), ("Accept", "application/json")] + more
        if body != nil { headers.append(("Content-Type", "application/json")) }
        // The operator says where the server is; no address is off limits.
        let everywhere = ["0.0.0.0/0", "::/0"].compactMap(AddressBlock.init(parsing:))
        return try await self.transport.send(
            HTTPCall(
                method: method, url: self.base + path, headers: headers, body: body,
                limits: .init(total: .seconds(30), connect: .seconds(3)),
                destinations: DestinationPolicy(allow: everywhere, allowsHTTP: true)))
    }

    /// Like ``send(_:_:headers:body:)``; a problem is printed and thrown as an exit status.
    func expect(_ method: String, _ path: String, body: [UInt8]? = nil) async throws -> [UInt8] {
        let answer = try await self.send(method, path, body: body)
        guard answer.status >= 400 else { return answer.body }
        throw Self.show(answer.status, answer.body)
    }

    /// Prints a problem.
    ///
    /// - Returns: The exit status for it.
    static func show(_ status: Int, _ body: [UInt8]) -> ExitCode {
        let problem = try? StrictJSON.parse(body).objectValue
        Terminal.error("\(status): \(problem?["detail"]?.stringValue ?? "refused")")
        for fault in problem?["errors"]?.arrayValue ?? [] {
            let place = fault.objectValue?["pointer"]?.stringValue ?? ""
            Terminal.error("  \(place): \(fault.objectValue?["detail"]?.stringValue ?? "")")
        }
        return Self.exitCode(of: status)
    }

    /// Prints that the answering side is no Callcard server.
    ///
    /// - Returns: The exit status for it.
    static func foreign() -> ExitCode {
        Terminal.error("what answers there is no callcard")
        return .protocolError
    }

    /// The exit status for an HTTP status of 400 and above.
    static func exitCode(of status: Int) -> ExitCode {
        switch status {
        case 401, 403: .noPermission
        case 404: .noInput
        case 422: .dataError
        default: .unavailable
        }
    }
}
