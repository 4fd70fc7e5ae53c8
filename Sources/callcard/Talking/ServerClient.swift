import ArgumentParser
import CallModel
import CurlTransport
import StrictJSON

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

    /// Sends a request whose body is JSON, or empty, and returns the answer's status and JSON.
    func send(_ method: String, _ path: String, body: [UInt8]? = nil) async throws -> (status: Int, body: [UInt8]) {
        do throws(TransportError) {
            let answer = try await self.exchange(method, path, body: body)
            return (answer.status, answer.body)
        } catch {
            Terminal.error("no answer from \(self.base) (\(error)); is the server running there?")
            throw ExitCode.unavailable
        }
    }

    /// Like ``send(_:_:body:)``, with the whole answer, and without a word to anybody where there is none.
    func exchange(_ method: String, _ path: String, body: [UInt8]? = nil) async throws(TransportError) -> HTTPAnswer {
        var headers = [("Authorization", "Bearer " + self.key.revealed()), ("Accept", "application/json")]
        if body != nil { headers.append(("Content-Type", "application/json")) }
        // Where the server is, is the operator's own word.
        let everywhere = ["0.0.0.0/0", "::/0"].compactMap(AddressBlock.init(parsing:))
        return try await self.transport.send(
            HTTPCall(
                method: method, url: self.base + path, headers: headers.map { (name: $0.0, value: $0.1) }, body: body,
                limits: .init(total: .seconds(30), connect: .seconds(3)),
                destinations: DestinationPolicy(allow: everywhere, allowsHTTP: true)))
    }

    /// Like ``send(_:_:body:)``; a problem is shown and ends the command.
    func expect(_ method: String, _ path: String, body: [UInt8]? = nil) async throws -> [UInt8] {
        let (status, body) = try await self.send(method, path, body: body)
        guard status >= 400 else { return body }
        throw Self.show(status, body)
    }

    /// Shows a problem.
    ///
    /// - Returns: What the command is to end with.
    static func show(_ status: Int, _ body: [UInt8]) -> ExitCode {
        let problem = try? StrictJSON.parse(body).objectValue
        Terminal.error("\(status): \(problem?["detail"]?.stringValue ?? "refused")")
        for fault in problem?["errors"]?.arrayValue ?? [] {
            let place = fault.objectValue?["pointer"]?.stringValue ?? ""
            Terminal.error("  \(place): \(fault.objectValue?["detail"]?.stringValue ?? "")")
        }
        return self.exitCode(of: status)
    }

    private static func exitCode(of status: Int) -> ExitCode {
        switch status {
        case 401, 403: .noPermission
        case 404: .noInput
        case 422: .dataError
        default: .unavailable
        }
    }
}
