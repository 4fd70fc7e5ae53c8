internal import Enrichment
internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore
internal import Waiting

/// The whole interface as one responder, without middlewares, since every lookup passes here.
///
/// Routes without parameters are found by their path at once; Hummingbird's router finds the others.
package struct APIResponder: HTTPResponder {
    /// The context of one request.
    package typealias Context = APIRequestContext

    /// All endpoints, as the controllers list them.
    let endpoints: [Endpoint]
    /// Routes without parameters, by path.
    private let fixed: [String: Route]
    private let router: RouterResponder<APIRequestContext>
    /// Methods and last parts of the paths of long responses.
    private let longRoutes: [(method: HTTPRequest.Method, ending: String)]
    /// Bounds how many of them start at once: after a restart all clients come back in the same second.
    private let longStarts = Bulkhead(inFlight: 32, waiting: .max)
    /// Answers where no other route does.
    private let unknown: Route
    /// Routes with a parameter that don't let in every request, by what stands before it and behind it.
    private let shedding: [(start: String, ending: String, isJournaled: Bool, route: Route)]
    /// Decides which requests are let in.
    let shedder: LoadShedder

    init(
        endpoints: [Endpoint], accessControl: AccessControl, headers: CommonHeaders, shedder: LoadShedder, logger: Logger
    ) {
        let routes = Dictionary(grouping: endpoints + [Self.wholeServer], by: \.path).map { path, endpoints in
            Route(path: path, endpoints: endpoints, accessControl: accessControl, headers: headers, logger: logger)
        }
        let router = Router(context: APIRequestContext.self)
        for route in routes where !route.isFixed {
            for method in Self.methods {
                router.on(RouterPath(route.path), method: method) { request, context in
                    await route.respond(to: request, context: context)
                }
            }
        }
        self.endpoints = endpoints
        self.fixed = .init(uniqueKeysWithValues: routes.filter(\.isFixed).map { ($0.path, $0) })
        self.router = router.buildResponder()
        self.longRoutes = endpoints.filter(\.isLong).map { ($0.method, "/" + ($0.path.split(separator: "/").last ?? "")) }
        self.shedding = routes.filter { !$0.isFixed }.compactMap {
            route -> (start: String, ending: String, isJournaled: Bool, route: Route)? in
            let ways = Self.methods.compactMap(route.shedding)
            guard !ways.isEmpty else { return nil }
            let (start, rest) = (route.path.prefix { $0 != "{" }, route.path.drop { $0 != "}" })
            return (String(start), String(rest.dropFirst()), ways.contains(where: \.isJournaled), route)
        }
        self.shedder = shedder
        self.unknown = Route(path: "other", endpoints: [], accessControl: accessControl, headers: headers, logger: logger)
    }

    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
    /// Answers `OPTIONS *`, which asks about no resource but whether there is a server (RFC 9110, 9.3.7).
    private static let wholeServer = Endpoint(
        .options, "*",
        .open { _ in Response(status: .noContent, headers: [.allow: "DELETE, GET, HEAD, OPTIONS, POST, PUT"]) })
    /// Hummingbird's name for the path of a request that matches no route.
    private static let noEndpoint = "NotFound"

    /// Answers a request; what goes wrong is an answer, too.
    package func respond(to request: Request, context: APIRequestContext) async throws -> Response {
        if let route = self.fixed[request.uri.path] { return await route.respond(to: request, context: context) }
        let isLong = self.longRoutes.contains { $0.method == request.method && request.uri.path.hasSuffix($0.ending) }
        return try await isLong ? self.respondInOwnTask(request, context) : self.routed(request, context)
    }

    /// Runs long responses in a task of their own: a task's allocator never shrinks, and the connection's lasts as long as a stream.
    private func respondInOwnTask(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        guard await self.longStarts.enter() else { throw CancellationError() }
        defer { self.longStarts.leave() }
        let task = Task { try await self.routed(request, context) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func routed(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        // An empty part of a path is a part, for proxies that let paths through or not at the latest; the router leaves it away.
        let path = request.uri.path
        guard !path.contains("//"), !path.hasSuffix("/") else {
            return await self.unknown.respond(to: request, context: context)
        }
        let response = try await self.router.respond(to: self.known(request), context: context)
        guard context.endpointPath == Self.noEndpoint else { return response }
        return await self.unknown.respond(to: request, context: context)
    }

    /// The request with a method that the router has: of those that no route has, one is like another.
    private func known(_ request: Request) -> Request {
        guard !Self.methods.contains(request.method) else { return request }
        var head = request.head
        head.method = .trace
        return Request(head: head, body: request.body)
    }

    /// The route that may refuse a request by its head alone; `nil` where it is let in whatever waits.
    func sheddingRoute(of request: HTTPRequest) -> Route? {
        let path = Self.path(of: request)
        let route = self.fixed[String(path) ?? ""] ?? self.shedding.first { Self.fits(path, $0.start, $0.ending) }?.route
        return route?.shedding(of: request.method) == nil ? nil : route
    }

    /// Whether a request is answered once the journal has what it says.
    func isJournaled(_ request: HTTPRequest) -> Bool {
        guard request.method == .post else { return false }
        let path = Self.path(of: request)
        return self.shedding.contains { $0.isJournaled && Self.fits(path, $0.start, $0.ending) }
    }

    private static func path(of request: HTTPRequest) -> Substring.UTF8View {
        (request.path ?? "").utf8.prefix { $0 != UInt8(ascii: "?") }
    }

    /// Looked at for every request: most differ in the first bytes.
    private static func fits(_ path: Substring.UTF8View, _ start: String, _ ending: String) -> Bool {
        path.starts(with: start.utf8) && path.reversed().starts(with: ending.utf8.reversed())
    }

    /// The answer to a message that is no request.
    ///
    /// - Parameter path: The path that it asks for; `nil` where that can't be told.
    func answer(to problem: Problem, at path: String?) -> (head: HTTPResponse, body: ByteBuffer) {
        (path.flatMap { self.fixed[$0] } ?? self.unknown).refuse(problem)
    }
}
