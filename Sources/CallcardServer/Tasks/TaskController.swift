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
            Self.list("/v1/tasks/events") { _ in TaskEvent.allCases.map { ($0.title, $0.rawValue) } },
            Self.list("/v1/tasks/modalities") { _ in Modality.allCases.map { ($0.rawValue, $0.rawValue) } },
            Self.list("/v1/tasks/directions") { _ in TaskDirection.allCases.map { ($0.rawValue, $0.rawValue) } },
            Self.list("/v1/tasks/service-contacts") { [directory] principal in
                directory.contacts(for: principal).map { ($0.name, $0.upn) }
            },
            Self.list("/v1/tasks/users-for-preferred-routing") { [directory] principal in
                directory.members(for: principal).map { ($0, $0) }
            },
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

    private static func list(
        _ path: String, _ entries: @escaping @Sendable (Principal) -> [(name: String, value: String)]
    ) -> Endpoint {
        Endpoint(.get, path, Self.roles) { request in
            .array(capacity: 512) { writer in
                for entry in entries(request.principal) {
                    writer.object { writer in
                        writer.member("name", entry.name)
                        writer.member("value", entry.value)
                    }
                }
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
