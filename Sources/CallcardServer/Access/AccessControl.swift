internal import CallModel
internal import HTTPTypes
internal import Hummingbird

/// Lets in who may call an endpoint.
struct AccessControl: Sendable {
    /// Asked anew for each request: keys change on reload.
    let authenticator: @Sendable () -> any Authenticator
    let limiter: RateLimiter
    /// People who are signed in to pages; `nil` where there are no pages.
    let pages: PageAuthentication?

    func admit(_ request: Request, _ context: APIRequestContext, to access: Endpoint.Access) async throws(Problem)
        -> RequestIdentity
    {
        switch access {
        case .open, .own:
            return .everybody
        case .operatorOrLoopback where context.isLoopback:
            return .everybody
        case .operatorOrLoopback:
            return try await self.admit(request, roles: [.operator])
        case .roles(let roles):
            return try await self.admit(request, roles: roles)
        }
    }

    private func admit(_ request: Request, roles: Set<Role>) async throws(Problem) -> RequestIdentity {
        guard let credential = Self.credential(in: request.headers) else {
            if let visit = try self.visit(behind: request) {
                try self.check(visit.principal, roles)
                return RequestIdentity(principal: visit.principal, visit: visit)
            }
            throw Problem(.unauthenticated, "Send a key as Authorization: Bearer, or as X-Api-Key.")
        }
        guard let principal = await self.authenticator().principal(presenting: credential) else {
            throw Problem(.unauthenticated, "The credential is not valid.")
        }
        try self.check(principal, roles)
        return RequestIdentity(principal: principal)
    }

    private func check(_ principal: Principal, _ roles: Set<Role>) throws(Problem) {
        guard roles.contains(principal.role) else {
            throw Problem(.forbidden, "The role \(principal.role.rawValue) may not do this.")
        }
        if principal.role != .sessionService { try self.hold(principal.id) }
    }

    /// The visit that a request of one of our pages belongs to. Whoever brings a credential is who that says.
    ///
    /// Browsers add cookies to what other sites have them send, too: what changes something must come from ourselves.
    private func visit(behind request: Request) throws(Problem) -> LoginSession? {
        guard let pages = self.pages, request.headers[.authorization] == nil, let visit = pages.visit(of: request)
        else { return nil }
        let isSafe = request.method == .get || request.method == .head
        guard isSafe || pages.isFromOurselves(request) else {
            throw Problem(.forbidden, "With a page's cookie this can be called by that page only.")
        }
        return visit
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
