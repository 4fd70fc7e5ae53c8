internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics
internal import NIOCore
internal import Waiting

/// One path of the interface with all its methods. Whatever goes wrong becomes a problem; whatever is answered is counted.
struct Route: Sendable {
    /// The path with `{name}` for parameters.
    let path: String
    private let endpoints: [Endpoint]
    /// Whether people see its problems.
    private let isPage: Bool
    /// Whether nobody may see them.
    private let isSilent: Bool
    private let accessControl: AccessControl
    /// The headers of every answer.
    private let headers: [HTTPField]
    private let metrics: RouteMetrics
    private let logger: Logger

    /// - Parameter endpoints: One for each method; none for a route that nothing answers.
    init(path: String, endpoints: [Endpoint], accessControl: AccessControl, headers: CommonHeaders, logger: Logger) {
        self.path = path
        self.endpoints = endpoints
        self.accessControl = accessControl
        self.isPage = endpoints.contains { $0.surface == .page }
        self.isSilent = endpoints.contains(where: \.isSilent)
        self.headers = self.isPage ? headers.page : headers.api
        // The whole server is no path; it counts with what has no route.
        self.metrics = RouteMetrics(path: path.hasPrefix("/") ? path : "other")
        self.logger = logger
    }

    /// Whether the path is the same for all requests.
    var isFixed: Bool { !self.path.contains("{") }

    func respond(to request: Request, context: APIRequestContext) async -> Response {
        let started = ContinuousClock.now
        var response: Response
        do {
            response = try await self.answer(request, context)
        } catch let error as any ProblemConvertible {
            response = self.shown(error.problem)
        } catch {
            // What is no problem is a fault of ours; its text could hold anything, its type can't.
            self.logger.error("a request failed", metadata: ["error": "\(type(of: error))"])
            response = self.shown(Problem(.internal, "Something went wrong here; the log has its kind."))
        }
        for field in self.headers { response.headers.append(field) }
        if request.method == .head { response = response.withoutBody }
        self.metrics.count(response.status, elapsed: started.duration(to: .now))
        return response
    }

    /// The answer to a message that is no request, counted as one of this route.
    func refuse(_ problem: Problem) -> (head: HTTPResponse, body: ByteBuffer) {
        var response = self.isSilent ? problem.silentResponse : problem.response
        for field in self.headers { response.headers.append(field) }
        self.metrics.count(response.status, elapsed: .zero)
        return (response.head, self.isSilent ? ByteBuffer() : ByteBuffer(bytes: problem.document))
    }

    /// The answer to a request that is not let in, counted as one of this route; `nil` where it lets in every request of the method.
    func shed(_ method: HTTPRequest.Method) -> (head: HTTPResponse, body: ByteBuffer)? {
        guard let shedding = self.shedding(of: method) else { return nil }
        let answer = shedding.answer()
        var response = answer.response
        for field in self.headers { response.headers.append(field) }
        self.metrics.count(response.status, elapsed: .zero)
        return (response.head, answer.body)
    }

    /// The way in which requests of a method are refused; `nil` where all are let in.
    func shedding(of method: HTTPRequest.Method) -> Shedding? {
        self.endpoints.first { $0.answers(method) }?.shedding
    }

    private func shown(_ problem: Problem) -> Response {
        if self.isSilent { return problem.silentResponse }
        return self.isPage ? PlainPage(problem).response(problem.code.status, with: problem.advice) : problem.response
    }

    private func answer(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        for endpoint in self.endpoints where endpoint.answers(request.method) {
            let call = APIRequest(request: request, context: context)
            switch endpoint.access {
            case .open(let handler):
                return try await handler(call)
            case .operatorOrLoopback(let handler):
                if !self.accessControl.localRequest.matches(request, on: context.connection) {
                    _ = try await self.accessControl.admit(request, roles: [.operator])
                }
                return try await handler(call)
            case .roles(let roles, let handler):
                let identity = try await self.accessControl.admit(request, roles: roles, on: context.connection)
                return try await handler(AuthenticatedRequest(call, identity))
            }
        }
        guard !self.endpoints.isEmpty else {
            throw Problem(.notFound, ForeignOperations.detail(of: request.uri.path) ?? "There is no such resource.")
        }
        let names = self.endpoints.flatMap(\.methods).map(\.rawValue).sorted()
        throw Problem(.methodNotAllowed, "This resource has \(names.joined(separator: ", ")).", allow: names)
    }
}

extension Response {
    /// The same with all its headers, for HEAD: with the length that GET has, or, where that is not known ahead, with none.
    fileprivate var withoutBody: Response {
        let length = self.headers[.contentLength]
        var response = Response(status: self.status, headers: self.headers)
        response.headers[.contentLength] = length
        return response
    }
}

/// Counts a route's requests by status, and their time. Labels are paths as the table of routes has them, without data.
private final class RouteMetrics: Sendable {
    private let path: String
    private let timer: Metrics.Timer
    private let counters = Lock<[Int: Counter]>([:])

    init(path: String) {
        self.path = path
        self.timer = Timer(label: "callcard_http_request_seconds", dimensions: [("route", path)])
    }

    func count(_ status: HTTPResponse.Status, elapsed: Duration) {
        self.timer.recordNanoseconds(elapsed.nanoseconds)
        let counter = self.counters.withLock { counters in
            if let counter = counters[status.code] { return counter }
            let counter = Counter(
                label: "callcard_http_requests_total", dimensions: [("route", self.path), ("status", String(status.code))])
            counters[status.code] = counter
            return counter
        }
        counter.increment()
    }
}
