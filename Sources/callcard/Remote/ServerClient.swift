import ArgumentParser
import CallModel
import CurlTransport
import OutboundHTTP
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

    /// Sends a request whose body is JSON, or empty, and returns the answer.
    func send(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPAnswer {
        do throws(TransportError) {
            return try await self.exchange(method, path, headers: headers, body: body)
        } catch {
            Terminal.error("no answer from \(self.base) (\(error)); is the server running there?")
            throw ExitCode.unavailable
        }
    }

    /// Like ``send(_:_:headers:body:)``, without a word to anybody where there is no answer.
    func exchange(
        _ method: String, _ path: String, headers more: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) async throws(TransportError) -> HTTPAnswer {
        var headers = [(name: "Authorization", value: "Bearer " + self.key.revealed()), ("Accept", "application/json")] + more
        if body != nil { headers.append(("Content-Type", "application/json")) }
        // Where the server is, is the operator's own word.
        let everywhere = ["0.0.0.0/0", "::/0"].compactMap(AddressBlock.init(parsing:))
        return try await self.transport.send(
            HTTPCall(
                method: method, url: self.base + path, headers: headers, body: body,
                limits: .init(total: .seconds(30), connect: .seconds(3)),
                destinations: DestinationPolicy(allow: everywhere, allowsHTTP: true)))
    }

    /// Like ``send(_:_:headers:body:)``; a problem is shown and ends the command.
    func expect(_ method: String, _ path: String, body: [UInt8]? = nil) async throws -> [UInt8] {
        let answer = try await self.send(method, path, body: body)
        guard answer.status >= 400 else { return answer.body }
        throw Self.show(answer.status, answer.body)
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

    /// Shows that something else answers.
    ///
    /// - Returns: What the command is to end with.
    static func foreign() -> ExitCode {
        Terminal.error("what answers there is no callcard")
        return .protocolError
    }

    static func exitCode(of status: Int) -> ExitCode {
        switch status {
        case 401, 403: .noPermission
        case 404: .noInput
        case 422: .dataError
        default: .unavailable
        }
    }
}
