internal import CallModel
internal import Hummingbird
internal import Sessions
internal import StrictJSON

/// Answers `GET` and `PUT /v1/users/{user}/active-services`: for which services calls come in.
struct ActiveServicesController: Sendable {
    let sites: SiteHolder
    let desk: CallDesk

    /// Most services in one request.
    private static let limit = 1_000

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/users/{user}/active-services", UserAccess.roles, answer: self.read),
            Endpoint(.put, "/v1/users/{user}/active-services", UserAccess.roles, answer: self.replace),
        ]
    }

    private func read(_ call: Call) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        let site = self.sites.current
        // Who is no member any more is not active, whatever was switched on once.
        let services = self.desk.activeServices(of: access.user).filter {
            site.service($0, in: access.scope)?.settings.members.contains(access.user) ?? false
        }
        return Self.response(services)
    }

    private func replace(_ call: Call) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        var reader = try BodyReader(try await call.jsonBody(), known: ["services"])
        let services = reader.requiredTexts("services", atMost: Self.limit)
        try reader.finish()
        guard services.allSatisfy(access.scope.contains) else {
            throw Problem(.serviceNotFound, "There is no such service for this key.")
        }
        do throws(DeskRefusal) {
            return Self.response(try await self.desk.activate(Set(services), of: access.user, scope: access.scope))
        } catch {
            throw Problem(error)
        }
    }

    private static func response(_ services: Set<String>) -> Response {
        var writer = JSONWriter(capacity: 128)
        writer.object { $0.texts("services", services.sorted()) }
        return Response(json: writer.bytes)
    }
}
