internal import CallModel
internal import HTTPTypes
internal import Hummingbird

/// One method of one path of the interface, with its access and its handler.
struct Endpoint: Sendable {
    /// Answers a request without a checked credential.
    typealias Handler = @Sendable (APIRequest) async throws -> Response
    /// Answers a request with one.
    typealias AuthenticatedHandler = @Sendable (AuthenticatedRequest) async throws -> Response

    /// Which requests are let in, and the handler that answers them.
    enum Access: Sendable {
        /// Every request; the handler itself may refuse some, as a signature proves nothing without the body.
        case open(Handler)
        /// Requests of operators, and all from this machine by the rule of ``LocalRequest``.
        case operatorOrLoopback(Handler)
        /// Credentials with one of these roles.
        case roles(Set<Role>, AuthenticatedHandler)
    }

    /// The part of the interface that a route belongs to.
    enum Surface: Sendable {
        /// The interface, which the OpenAPI document describes: JSON, and problems where something is wrong.
        case api
        /// Pages, sign-in and assets: for people in front of a browser.
        case page
    }

    let method: HTTPRequest.Method
    /// The path with `{name}` for parameters, as the OpenAPI document writes it.
    let path: String
    /// Which requests are let in, and the handler.
    let access: Access
    /// Whether it is part of the interface or of the pages.
    let surface: Surface
    /// Whether its answers go on for hours, many at a time.
    let isLong: Bool
    /// Whether what goes wrong is answered without a body: the clients show or speak whatever they get.
    let isSilent: Bool
    /// Whether it uses something up, so that it answers once: such a GET has no HEAD.
    let isOnce: Bool
    /// The answer at once where too much waits already; `nil` where every request is let in.
    let shedding: Shedding?

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, surface: Surface = .api, isLong: Bool = false,
        isSilent: Bool = false, isOnce: Bool = false, shedding: Shedding? = nil
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.surface = surface
        self.isLong = isLong
        self.isSilent = isSilent
        self.isOnce = isOnce
        self.shedding = shedding
    }

    /// Whether it answers HEAD as it does GET (RFC 9110, 9.3.2).
    private var hasHead: Bool { self.method == .get && !self.isOnce }

    /// The methods that it answers.
    var methods: [HTTPRequest.Method] { self.hasHead ? [.get, .head] : [self.method] }

    /// Whether it answers a method.
    func answers(_ method: HTTPRequest.Method) -> Bool { method == self.method || (method == .head && self.hasHead) }

    /// A route for credentials with one of these roles.
    init(
        _ method: HTTPRequest.Method, _ path: String, _ roles: Set<Role>, isLong: Bool = false, shedding: Shedding? = nil,
        handler: @escaping AuthenticatedHandler
    ) {
        self.init(method, path, .roles(roles, handler), isLong: isLong, shedding: shedding)
    }
}
