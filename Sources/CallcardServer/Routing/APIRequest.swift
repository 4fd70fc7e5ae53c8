internal import Application
internal import CallModel
internal import Foundation
internal import HTTPTypes
package import Hummingbird
internal import NIOCore

/// The data that Hummingbird hands along with one request to the interface.
package struct APIRequestContext: RequestContext {
    /// Hummingbird's own data of the request.
    package var coreContext: CoreRequestContextStorage
    /// The connection that the request came on.
    let connection: Connection

    /// The context of a request that came on the source's connection.
    package init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.connection = Connection(channel: source.channel)
    }
}

/// One request.
struct APIRequest: Sendable {
    /// The largest body of the interface's own requests, in bytes.
    static let bodyLimit = 64 << 10

    /// The request as Hummingbird hands it over.
    let request: Request
    /// The context of the request.
    let context: APIRequestContext

    /// A parameter of the path, decoded; routes guarantee that it is there. What can't be decoded names nothing.
    func parameter(_ name: String) -> String {
        guard let text = self.context.parameters.get(name) else { return "" }
        return text.contains("%") ? text.removingPercentEncoding ?? "" : text
    }

    /// The whole body, which must say that it is JSON, or say nothing of its kind. What can be refused by the head alone is refused
    /// before the client is told to send it.
    ///
    /// - Parameter limit: Its largest size, in bytes.
    func jsonBody(upTo limit: Int = Self.bodyLimit) async throws(Problem) -> ByteBuffer {
        if let type = self.request.headers[.contentType], !Self.isJSON(type) {
            throw Problem(.notJson, "Send the body as application/json.")
        }
        if let coding = self.request.headers[.contentEncoding], !coding.isEmpty, coding.lowercased() != "identity" {
            let field = HTTPField(name: .acceptEncoding, value: "identity")
            throw Problem(.notJson, "Send the body as it is, without Content-Encoding.", fields: [field])
        }
        if let length = self.request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem(.tooLarge, "The body is larger than \(limit) bytes.")
        }
        do {
            return try await self.body(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem(.tooLarge, "The body is larger than \(limit) bytes.")
        } catch let error as HTTPError where error.status == .contentTooLarge {
            throw Problem(.tooLarge, "The body is larger than \(limit) bytes.")
        } catch {
            throw Problem(.malformedJson, "The body broke off.")
        }
    }

    /// The whole body, whatever it is; the client is told to send it where it waits to hear so.
    ///
    /// - Throws: Where it is larger than `limit` bytes, or breaks off.
    func body(upTo limit: Int) async throws -> ByteBuffer {
        if self.request.headers[.expect] != nil { self.context.connection.wantBody() }
        return try await self.request.body.collect(upTo: limit)
    }

    /// `application/json` or `application/…+json`, with any parameters.
    static func isJSON(_ type: String) -> Bool {
        if type == "application/json" { return true }
        let media = type.prefix { $0 != ";" }.lowercased().trimmingSuffix { $0 == " " || $0 == "\t" }
        return media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json"))
    }
}

/// One request whose credential was checked.
struct AuthenticatedRequest: Sendable {
    /// Roles of routes below `/v1/users/{user}`.
    static let userRoles: Set<Role> = [.agent, .owner]

    private let base: APIRequest
    /// The principal that sent the request.
    var principal: Principal { self.identity.principal }
    /// The principal and its proof, for what outlives the request; see ``StandingAccess``.
    let identity: RequestIdentity

    init(_ base: APIRequest, _ identity: RequestIdentity) {
        self.base = base
        self.identity = identity
    }

    /// The request's headers.
    var headers: HTTPFields { self.base.request.headers }
    /// The connection that the request came on.
    var connection: Connection { self.base.context.connection }

    /// The user in the path of what is below `/v1/users/{user}`.
    ///
    /// - Throws: 404 for any other user than the credential's own.
    var userAccess: UserAccess {
        get throws(Refusal) { try UserAccess(self.principal, named: self.parameter("user")) }
    }

    /// A parameter of the path; see ``APIRequest/parameter(_:)``.
    func parameter(_ name: String) -> String { self.base.parameter(name) }

    /// A reader of the query's parameters; others than the known ones are faults.
    func query(known: [String]) -> QueryReader { QueryReader(self.base.request, known: known) }

    /// The whole body; see ``APIRequest/jsonBody(upTo:)``.
    func jsonBody(upTo limit: Int = APIRequest.bodyLimit) async throws(Problem) -> ByteBuffer {
        try await self.base.jsonBody(upTo: limit)
    }

    /// A reader of the body's members.
    ///
    /// - Parameter known: See ``BodyReader/init(_:known:)``.
    func bodyReader(known: [String]?) async throws(Problem) -> BodyReader {
        try BodyReader(try await self.jsonBody(), known: known)
    }
}

extension String {
    fileprivate func trimmingSuffix(while isOut: (Character) -> Bool) -> Substring {
        var text = Substring(self)
        while let last = text.last, isOut(last) { text.removeLast() }
        return text
    }
}
