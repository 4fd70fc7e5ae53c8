internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// One path of the interface with all its methods. Whatever goes wrong becomes a problem; whatever is answered is counted.
struct Route: Sendable {
    /// With `{name}` for parameters.
    let path: String
    private let endpoints: [Endpoint]
    /// Whether people see its problems.
    private let isPage: Bool
    private let gate: AccessControl
    /// Of every answer.
    private let headers: [HTTPField]
    private let traffic: RouteMetrics
    private let logger: Logger

    /// - Parameter endpoints: One for each method; none for a route that nothing answers.
    init(path: String, endpoints: [Endpoint], gate: AccessControl, headers: CommonHeaders, logger: Logger) {
        self.path = path
        self.endpoints = endpoints
        self.gate = gate
        self.isPage = endpoints.contains { $0.surface == .page }
        self.headers = self.isPage ? headers.page : headers.api
        self.traffic = RouteMetrics(path: path)
        self.logger = logger
    }

    /// Whether the path is the same for all requests.
    var isFixed: Bool { !self.path.contains("{") }

    func respond(to request: Request, context: APIRequestContext) async -> Response {
        let started = ContinuousClock.now
        var response: Response
        do {
            response = try await self.answer(request, context)
        } catch let problem as Problem {
            response = self.shown(problem)
        } catch {
            // What is not one of our problems is a fault of ours; its text could hold anything, its type can't.
            self.logger.error("a request failed", metadata: ["error": "\(type(of: error))"])
            response = self.shown(Problem(.internal, "Something went wrong here; the log has its kind."))
        }
        for field in self.headers { response.headers.append(field) }
        self.traffic.count(response.status, elapsed: started.duration(to: .now))
        return response
    }

    private func shown(_ problem: Problem) -> Response {
        self.isPage ? PlainPage(problem).response(problem.code.status) : problem.response
    }

    private func answer(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        for endpoint in self.endpoints where endpoint.method == request.method {
            let admission = try await self.gate.admit(request, context, to: endpoint.access)
            return try await endpoint.answer(APIRequest(request: request, context: context, admission: admission))
        }
        guard !self.endpoints.isEmpty else { throw Problem(.notFound, "There is no such resource.") }
        let names = self.endpoints.map(\.method.rawValue).sorted()
        throw Problem(.methodNotAllowed, "This resource has \(names.joined(separator: ", ")).", allow: names)
    }
}
