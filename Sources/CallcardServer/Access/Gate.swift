internal import CallModel
internal import HTTPTypes
internal import Hummingbird

/// Lets in who may call an endpoint.
struct Gate: Sendable {
    /// Asked anew for each request: keys change on reload.
    let authenticator: @Sendable () -> any Authenticator
    let limiter: RateLimiter

    /// - Returns: Who calls; `nil` where everybody may, or the endpoint sees to it.
    func admit(_ request: Request, _ context: CallContext, to access: Endpoint.Access) async throws(Problem) -> Principal? {
        switch access {
        case .open, .own:
            return nil
        case .operatorOrLoopback where context.isLoopback:
            return nil
        case .operatorOrLoopback:
            return try await self.admit(request, roles: [.operator])
        case .roles(let roles):
            return try await self.admit(request, roles: roles)
        }
    }

    private func admit(_ request: Request, roles: Set<Role>) async throws(Problem) -> Principal {
        guard let credential = Self.credential(in: request.headers) else {
            throw Problem(.unauthenticated, "Send a key as Authorization: Bearer, or as X-Api-Key.")
        }
        guard let principal = await self.authenticator().principal(presenting: credential) else {
            throw Problem(.unauthenticated, "The credential is not valid.")
        }
        guard roles.contains(principal.role) else {
            throw Problem(.forbidden, "The role \(principal.role.rawValue) may not do this.")
        }
        if principal.role != .sessionService { try self.hold(principal.id) }
        return principal
    }

    /// Holds a sender to its rate.
    func hold(_ sender: String) throws(Problem) {
        if let wait = self.limiter.admit(sender) {
            throw Problem(.rateLimited, "Too many requests of this sender.", retryAfter: wait)
        }
    }

    /// RFC 6750 section 2.1, or the header that custom connectors of flow products can set.
    private static func credential(in headers: HTTPFields) -> String? {
        if let value = headers[.authorization] {
            let bytes = value.utf8
            guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), value[..<space].lowercased() == "bearer" else {
                return nil
            }
            return String(value[space...].utf8.drop { $0 == UInt8(ascii: " ") })
        }
        return headers[HTTPField.Name.apiKey]
    }
}

extension HTTPField.Name {
    static let apiKey = HTTPField.Name("X-Api-Key")!
}
