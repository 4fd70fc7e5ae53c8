internal import Application
internal import CallModel
internal import Flows
internal import Hummingbird
internal import StrictJSON

/// Answers what flows ask of tasks: `PUT /v1/tasks/{taskId}` says who calls, while the call goes on; the lists are for the drop-downs
/// of flow makers, and the test of a connection. Only the key's own services, and their members, are named.
struct TaskController: Sendable {
    let tasks: TaskUpdater
    let directory: ServiceDirectory

    private static let roles: Set<Role> = [.flow]

    var endpoints: [Endpoint] {
        [
            Endpoint(.put, "/v1/tasks/{taskId}", Self.roles, handler: self.update),
            Self.words("/v1/tasks/events", TaskEvent.allCases.map { ($0.title, $0.rawValue) }),
            Self.words("/v1/tasks/modalities", Modality.allCases.map { ($0.rawValue, $0.rawValue) }),
            Self.words("/v1/tasks/directions", TaskDirection.allCases.map { ($0.rawValue, $0.rawValue) }),
            Self.upns("/v1/tasks/service-contacts", self.directory.contacts),
            Self.upns("/v1/tasks/users-for-preferred-routing", self.directory.members),
            Endpoint(.get, "/v1/diagnostics/testconnection", Self.roles) { _ in
                .object(capacity: 24) { $0.member("status", "ok") }
            },
        ]
    }

    private func update(_ request: AuthenticatedRequest) async throws -> Response {
        let statement = try CallerStatement(body: try await request.jsonBody())
        let revision = try self.tasks.update(request.parameter("taskId"), with: statement, by: request.principal)
        return .object(capacity: 24) { $0.member("revision", revision) }
    }

    /// A list of words, each with a name for people.
    private static func words(_ path: String, _ entries: [(name: String, value: String)]) -> Endpoint {
        Endpoint(.get, path, Self.roles) { _ in
            .array(capacity: 512) { writer in
                for entry in entries {
                    writer.object { writer in
                        writer.member("name", entry.name)
                        writer.member("value", entry.value)
                    }
                }
            }
        }
    }

    /// A list of UPNs: what a maker picks is what a call takes.
    private static func upns(_ path: String, _ upns: @escaping @Sendable (Principal) -> [String]) -> Endpoint {
        Endpoint(.get, path, Self.roles) { request in
            .array(capacity: 512) { writer in
                for upn in upns(request.principal) { writer.value(upn) }
            }
        }
    }
}

extension TaskEvent {
    /// The name that people read.
    fileprivate var title: String {
        switch self {
        case .created: "Created"
        case .queued: "Queued"
        case .offered: "Offered to a user"
        case .accepted: "Accepted"
        case .declined: "Declined"
        case .unanswered: "Not answered"
        case .ended: "Ended"
        case .contextUpdated: "Caller data changed"
        case .concluded: "Concluded"
        }
    }
}
