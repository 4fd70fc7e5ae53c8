internal import CallModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// The principal of a request, and how it was proven.
struct RequestIdentity: Sendable {
    /// The principal that sent the request.
    let principal: Principal
    /// The login session that proved the principal; `nil` for keys and tokens.
    var loginSession: LoginSession?
    /// The key or token, for requests that outlive the looking at it; `nil` for login sessions.
    var credential: Sensitive<String>?
}

/// Lets requests in by credential or login session, role and rate.
struct AccessControl: Sendable {
    /// Read anew for each request: keys change on reload.
    let authenticator: @Sendable () -> any Authenticator
    /// Limits all principals but session services.
    let limiter: RateLimiter
    /// Limits those who have no credential, by address: however many they are, no principal loses its place among those remembered.
    let peerLimiter: RateLimiter
    /// People who are signed in to pages; `nil` where there are no pages.
    let pages: PageAuthentication?
    /// Which requests need no credential where those of this machine don't.
    let localRequest: LocalRequest
    /// Hears who has signed in on a connection.
    let room: ConnectionRoom
    /// Tells senders without a credential apart.
    let peers: PeerRule

    /// Lets in a request with a credential of one of these roles, or of a page of ours.
    ///
    /// - Parameter connection: Counts as the principal's from now on, whether or not it may do this.
    /// - Throws: 401 without a good credential, 403 for another role, 429 for too many requests.
    func admit(_ request: Request, roles: Set<Role>, on connection: Connection? = nil) async throws(Problem) -> RequestIdentity {
        let identity = try await self.identity(of: request)
        if let connection { self.room.signedIn(identity.principal.id, on: connection.channel) }
        try self.check(identity.principal, roles)
        return identity
    }

    private func identity(of request: Request) async throws(Problem) -> RequestIdentity {
        guard let credential = Self.credential(in: request.headers) else {
            if let loginSession = try self.loginSession(of: request) {
                return RequestIdentity(principal: loginSession.principal, loginSession: loginSession)
            }
            throw Problem(.unauthenticated, "Send a key as Authorization: Bearer, or as X-Api-Key.")
        }
        guard let principal = await self.authenticator().principal(presenting: credential) else {
            throw Problem(.unauthenticated, "The credential is not valid.")
        }
        return RequestIdentity(principal: principal, credential: Sensitive(credential))
    }

    /// Lets in a request of a telephone switch: with a credential as ``admit(_:roles:)`` wants it, or as the password of any user
    /// (RFC 7617), and never by a page's cookie.
    ///
    /// - Throws: As ``admit(_:roles:)``.
    func admitSwitch(_ request: Request, roles: Set<Role>, on connection: Connection) async throws(Problem) -> Principal {
        guard let credential = Self.presented(in: request.headers),
            let principal = await self.authenticator().principal(presenting: credential)
        else {
            throw Problem(.unauthenticated, "Send a key as the password of Authorization: Basic.")
        }
        self.room.signedIn(principal.id, on: connection.channel)
        try self.check(principal, roles)
        return principal
    }

    private func check(_ principal: Principal, _ roles: Set<Role>) throws(Problem) {
        guard roles.contains(principal.role) else {
            throw Problem(.forbidden, "The role \(principal.role.rawValue) may not do this.")
        }
        if principal.role != .sessionService { try self.limitRate(of: principal.id) }
    }

    /// Lets in a request without any credential, and one with a credential of one of these roles.
    ///
    /// - Throws: 401 for a bad credential, 403 for one of another role, 429 for too many requests of it.
    func admitIfNamed(_ request: Request, roles: Set<Role>) async throws(Problem) {
        var isNamed = request.headers[.authorization] != nil || request.headers[.apiKey] != nil
        if !isNamed { isNamed = try self.loginSession(of: request) != nil }
        if isNamed { _ = try await self.admit(request, roles: roles) }
    }

    /// The login session that a request of one of our pages belongs to. A credential in the request comes before it.
    ///
    /// Browsers add cookies to what other sites have them send, too: what changes something must come from ourselves.
    private func loginSession(of request: Request) throws(Problem) -> LoginSession? {
        guard let pages = self.pages, request.headers[.authorization] == nil,
            let loginSession = pages.loginSession(of: request)
        else { return nil }
        let isSafe = request.method == .get || request.method == .head
        guard isSafe || pages.isFromOurselves(request) else {
            throw Problem(.forbidden, "With a page's cookie this can be called by that page only.")
        }
        return loginSession
    }

    /// Counts a request of whoever sent it, told apart by address.
    ///
    /// - Throws: 429 where the sender has used up its rate.
    func limitPeer(of request: Request, on connection: Connection) throws(Problem) {
        let address = connection.channel.remoteAddress.flatMap { IPAddress($0) }
        try Self.limitRate(of: self.peers.peer(request.headers, from: address), by: self.peerLimiter)
    }

    /// Counts a request of a sender.
    ///
    /// - Throws: 429 where the sender has used up its rate.
    func limitRate(of sender: String) throws(Problem) {
        try Self.limitRate(of: sender, by: self.limiter)
    }

    private static func limitRate(of sender: String, by limiter: RateLimiter) throws(Problem) {
        if let wait = limiter.admit(sender) {
            throw Problem(.rateLimited, "Too many requests of this sender.", retryAfter: wait)
        }
    }

    /// The credential that a request presents in one way or another; `nil` where it has none. Nothing is checked.
    static func presented(in headers: HTTPFields) -> String? {
        self.password(in: headers) ?? self.credential(in: headers)
    }

    /// RFC 7617: the user's name ends at the first colon.
    private static func password(in headers: HTTPFields) -> String? {
        guard let value = headers[.authorization], value.prefix(6).lowercased() == "basic ",
            let pair = Data(base64Encoded: value.dropFirst(6).trimmingCharacters(in: .whitespaces)),
            let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return String(validating: pair[(colon + 1)...], as: UTF8.self)
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
