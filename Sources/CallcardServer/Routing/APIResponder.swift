internal import Enrichment
internal import HTTPTypes
public import Hummingbird
internal import Logging
internal import Waiting

/// The whole interface as one responder, without middlewares, since every lookup passes here.
///
/// Routes without parameters are found by their path at once; Hummingbird's router finds the others.
public struct APIResponder: HTTPResponder {
    public typealias Context = APIRequestContext

    private let fixed: [String: Route]
    private let router: RouterResponder<APIRequestContext>
    /// Methods and last parts of paths whose answers go on for long.
    private let long: [(method: HTTPRequest.Method, ending: String)]
    /// Where such answers begin: after a restart everybody comes back in the same second.
    private let beginnings = Bulkhead(inFlight: 32, waiting: .max)
    /// Answers where no other route does.
    private let unknown: Route

    init(endpoints: [Endpoint], gate: AccessControl, headers: CommonHeaders, logger: Logger) {
        let routes = Dictionary(grouping: endpoints, by: \.path).map { path, endpoints in
            Route(path: path, endpoints: endpoints, gate: gate, headers: headers, logger: logger)
        }
        let router = Router(context: APIRequestContext.self)
        for route in routes where !route.isFixed {
            for method in Self.methods {
                router.on(RouterPath(route.path), method: method) { request, context in
                    await route.respond(to: request, context: context)
                }
            }
        }
        self.fixed = .init(uniqueKeysWithValues: routes.filter(\.isFixed).map { ($0.path, $0) })
        self.router = router.buildResponder()
        self.long = endpoints.filter(\.isLong).map { ($0.method, "/" + ($0.path.split(separator: "/").last ?? "")) }
        self.unknown = Route(path: "other", endpoints: [], gate: gate, headers: headers, logger: logger)
    }

    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
    /// What Hummingbird names the path where no route matched.
    private static let noEndpoint = "NotFound"

    public func respond(to request: Request, context: APIRequestContext) async throws -> Response {
        if let route = self.fixed[request.uri.path] { return await route.respond(to: request, context: context) }
        let isLong = self.long.contains { $0.method == request.method && request.uri.path.hasSuffix($0.ending) }
        return try await isLong ? self.aside(request, context) : self.routed(request, context)
    }

    /// Answers in a task of its own: a task keeps the room that its deepest calls took, and the connection's lasts as long as a stream.
    private func aside(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        guard await self.beginnings.enter() else { throw CancellationError() }
        defer { self.beginnings.leave() }
        let task = Task { try await self.routed(request, context) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func routed(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let response = try await self.router.respond(to: request, context: context)
        guard context.endpointPath == Self.noEndpoint else { return response }
        return await self.unknown.respond(to: request, context: context)
    }
}
