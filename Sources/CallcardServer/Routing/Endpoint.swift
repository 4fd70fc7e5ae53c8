internal import CallModel
internal import HTTPTypes
internal import Hummingbird

/// One route of the interface: what it is called with, who may call it, and what it does.
struct Endpoint: Sendable {
    /// Who may call.
    enum Access: Sendable {
        /// Everybody.
        case open
        /// Credentials with one of these roles.
        case roles(Set<Role>)
        /// Operators, and whoever is on this machine.
        case operatorOrLoopback
        /// The endpoint sees to it: a signature proves nothing without the body.
        case own
    }

    /// What a route belongs to.
    enum Surface: Sendable {
        /// The interface, which the OpenAPI document describes: JSON, and problems where something is wrong.
        case api
        /// Pages, sign-in and assets: for people in front of a browser.
        case page
    }

    let method: HTTPRequest.Method
    /// With `{name}` for parameters, as the OpenAPI document writes it.
    let path: String
    let access: Access
    let surface: Surface
    /// Whether its answers go on for hours, many at a time.
    let isLong: Bool
    let answer: @Sendable (APIRequest) async throws(Problem) -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, surface: Surface = .api, isLong: Bool = false,
        answer: @escaping @Sendable (APIRequest) async throws(Problem) -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.surface = surface
        self.isLong = isLong
        self.answer = answer
    }
}
