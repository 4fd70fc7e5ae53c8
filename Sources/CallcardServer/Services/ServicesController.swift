internal import CallModel
internal import Hummingbird
internal import Sessions
internal import StrictJSON

/// Answers `GET /v1/services`: those that the user may know of, by id.
struct ServicesController: Sendable {
    let sites: RuntimeConfigurationStore
    let desk: SessionStore

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/services", .roles([.agent, .owner]), answer: self.list)]
    }

    private func list(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        let user = principal.user ?? ""
        let inactive = self.desk.inactiveServices(of: user)
        let known = self.sites.current.services.values.map(\.settings)
            .filter { principal.services.contains($0.id) && $0.isKnown(to: principal) }
            .sorted { $0.id < $1.id }
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.array("items") { writer in
                for settings in known {
                    let isMember = settings.members.contains(user)
                    writer.object { writer in
                        writer.member("id", settings.id)
                        writer.member("displayName", settings.displayName)
                        writer.member("member", isMember)
                        writer.member("active", isMember && !inactive.contains(settings.id))
                        writer.member("owner", settings.owners.contains(user))
                    }
                }
            }
        }
        return Response(json: writer.bytes)
    }
}
