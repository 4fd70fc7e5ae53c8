internal import Application
internal import CallModel
internal import Hummingbird
internal import StrictJSON

/// Answers `GET /v1/services`, those that the user may know of, and `GET` and `PUT /v1/users/{user}/active-services`, those for which
/// calls come in to the user.
struct ServicesController: Sendable {
    let directory: ServiceDirectory

    /// The maximum number of services in one request.
    private static let limit = 1_000

    var endpoints: [Endpoint] {
        let (path, roles) = ("/v1/users/{user}/active-services", AuthenticatedRequest.userRoles)
        return [
            Endpoint(.get, "/v1/services", [.agent, .owner], handler: self.list),
            Endpoint(.get, path, roles, handler: self.active),
            Endpoint(.put, path, roles, handler: self.activate),
        ]
    }

    private func list(_ request: AuthenticatedRequest) async throws -> Response {
        .object(capacity: 512) { writer in
            writer.array("items") { writer in
                for entry in self.directory.services(knownTo: request.principal) {
                    writer.object { writer in
                        writer.member("id", entry.id)
                        writer.member("displayName", entry.displayName)
                        writer.member("member", entry.isMember)
                        writer.member("active", entry.isActive)
                        writer.member("owner", entry.isOwner)
                    }
                }
            }
        }
    }

    private func active(_ request: AuthenticatedRequest) async throws -> Response {
        Self.response(self.directory.activeServices(of: try request.userAccess))
    }

    private func activate(_ request: AuthenticatedRequest) async throws -> Response {
        let access = try request.userAccess
        var reader = try await request.bodyReader(known: ["services"])
        let services = Set(reader.requiredTexts("services", atMost: Self.limit))
        try reader.finish()
        try await self.directory.activate(services, for: access)
        return Self.response(services)
    }

    private static func response(_ services: Set<String>) -> Response {
        .object(capacity: 128) { $0.texts("services", services.sorted()) }
    }
}
