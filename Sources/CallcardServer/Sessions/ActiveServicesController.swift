internal import CallModel
internal import Hummingbird
internal import Sessions
internal import StrictJSON

/// Answers `GET` and `PUT /v1/users/{user}/active-services`: for which services calls come in.
struct ActiveServicesController: Sendable {
    let sites: RuntimeConfigurationStore
    let desk: SessionStore

    /// Most services in one request.
    private static let limit = 1_000

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/users/{user}/active-services", UserAccess.roles, answer: self.read),
            Endpoint(.put, "/v1/users/{user}/active-services", UserAccess.roles, answer: self.replace),
        ]
    }

    private func read(_ call: APIRequest) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        return Self.response(self.memberships(access).subtracting(self.desk.inactiveServices(of: access.user)))
    }

    private func replace(_ call: APIRequest) async throws(Problem) -> Response {
        let access = try UserAccess(call)
        var reader = try BodyReader(try await call.jsonBody(), known: ["services"])
        let services = Set(reader.requiredTexts("services", atMost: Self.limit))
        try reader.finish()
        let memberships = self.memberships(access)
        guard services.isSubset(of: memberships) else {
            throw Problem(.serviceNotFound, "There is no such service of which this user is a member.")
        }
        do throws(SessionStoreError) {
            try await self.desk.activate(services, of: memberships, for: access.user)
        } catch {
            throw Problem(error)
        }
        return Self.response(services)
    }

    /// Services that the user is a member of and the credential reaches.
    private func memberships(_ access: UserAccess) -> Set<String> {
        let services = self.sites.current.services.values.map(\.settings)
        return Set(services.filter { access.scope.contains($0.id) && $0.members.contains(access.user) }.map(\.id))
    }

    private static func response(_ services: Set<String>) -> Response {
        var writer = JSONWriter(capacity: 128)
        writer.object { $0.texts("services", services.sorted()) }
        return Response(json: writer.bytes)
    }
}
