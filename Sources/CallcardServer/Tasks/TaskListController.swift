internal import CallModel
internal import Flows
internal import Hummingbird
internal import StrictJSON

/// Answers what a flow maker's drop-downs ask for, and the test of a connection. Only the key's own services, and their members, are
/// named.
struct TaskListController: Sendable {
    let sites: RuntimeConfigurationStore

    var endpoints: [Endpoint] {
        [
            Self.list("/v1/tasks/events") { _ in TaskEvent.allCases.map { ($0.title, $0.rawValue) } },
            Self.list("/v1/tasks/modalities") { _ in Modality.allCases.map { ($0.rawValue, $0.rawValue) } },
            Self.list("/v1/tasks/directions") { _ in TaskDirection.allCases.map { ($0.rawValue, $0.rawValue) } },
            Self.list("/v1/tasks/service-contacts", self.serviceContacts),
            Self.list("/v1/tasks/users-for-preferred-routing", self.users),
            Endpoint(.get, "/v1/diagnostics/testconnection", .roles([.flow]), answer: self.test),
        ]
    }

    private static func list(
        _ path: String, _ entries: @escaping @Sendable (Principal) -> [(name: String, value: String)]
    ) -> Endpoint {
        Endpoint(.get, path, .roles([.flow])) { call async throws(Problem) in
            guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
            var writer = JSONWriter(capacity: 512)
            writer.array { writer in
                for entry in entries(principal) {
                    writer.object { writer in
                        writer.member("name", entry.name)
                        writer.member("value", entry.value)
                    }
                }
            }
            return Response(json: writer.bytes)
        }
    }

    /// Services that can be subscribed to: those with a UPN.
    private func serviceContacts(_ principal: Principal) -> [(name: String, value: String)] {
        self.services(of: principal).compactMap { service in service.upn.map { (service.displayName, $0) } }
    }

    private func users(_ principal: Principal) -> [(name: String, value: String)] {
        Set(self.services(of: principal).flatMap(\.members)).sorted().map { ($0, $0) }
    }

    private func services(of principal: Principal) -> [ServiceSettings] {
        self.sites.current.services.values.map(\.settings).filter { principal.services.contains($0.id) }
            .sorted { ($0.displayName, $0.id) < ($1.displayName, $1.id) }
    }

    private func test(_ call: APIRequest) async throws(Problem) -> Response {
        var writer = JSONWriter(capacity: 24)
        writer.object { $0.member("status", "ok") }
        return Response(json: writer.bytes)
    }
}

extension TaskEvent {
    /// For people.
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
