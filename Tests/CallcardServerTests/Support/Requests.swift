import CallModel
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

@testable import CallcardServer

extension APIRequestContext {
    /// That of a connection from an internet address.
    static func from(_ address: String) throws -> APIRequestContext {
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 40_000)
        return APIRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test")))
    }
}

extension Request {
    /// A request as a browser or a client sends it to `https://callcard.example`.
    static func sent(
        _ method: HTTPRequest.Method, _ path: String, authority: String? = "callcard.example", headers: HTTPFields = [:]
    ) -> Request {
        let head = HTTPRequest(method: method, scheme: "https", authority: authority, path: path, headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }
}

/// Knows a few credentials.
struct KnownCredentials: Authenticator {
    let principals: [String: Principal]

    func principal(presenting credential: String) async -> Principal? { self.principals[credential] }
}
