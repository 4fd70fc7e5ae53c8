internal import Application
internal import CallModel
internal import Hummingbird
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// Answers `POST /v1/sessions/{id}/events`: 202 once the event is durable.
struct EventController: Sendable {
    let events: EventReceiver

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/sessions/{id}/events", [.sessionService], shedding: .journaledProblem, handler: self.receive)]
    }

    private func receive(_ request: AuthenticatedRequest) async throws -> Response {
        let event = try EventReceiver.Event(body: try await request.jsonBody())
        let revision = try await self.events.receive(event, of: request.parameter("id"), from: request.principal)
        return .object(capacity: 24, status: .accepted) { $0.member("revision", revision) }
    }
}

extension EventReceiver.Event {
    fileprivate init(body: ByteBuffer) throws(Problem) {
        var reader = try BodyReader(
            body, known: ["id", "type", "at", "direction", "service", "caller", "user", "reason"])
        let id = reader.requiredString("id")
        if reader["type"] == nil { let _: String? = reader.wrong("type", "is missing") }
        let type = reader.word("type", EventType.self)
        let direction = reader.word("direction", CallDirection.self)
        let at = reader.moment("at")
        let service = reader.string("service").flatMap { $0.isEmpty ? nil : $0 }
        let (user, reason) = (reader.string("user"), reader.string("reason"))
        var number: String?
        var address: IPAddress?
        if var caller = reader.object("caller", known: ["number", "ip"]) {
            number = caller.string("number")
            if let text = caller.string("ip") {
                address = IPAddress(reading: text) ?? caller.wrong("ip", "must be an IPv4 or IPv6 address")
            }
            reader.adopt(caller)
        }
        try reader.finish()
        guard let id, let type else { throw Problem(.invalidValue, "An event needs id and type.") }
        self.init(
            EventDraft(id: id, type: type, at: at, direction: direction, service: service, user: user, reason: reason),
            number: number, address: address)
    }
}
