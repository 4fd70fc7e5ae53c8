internal import Application
internal import CallModel
internal import Glibc
internal import Hummingbird
internal import NIOCore
internal import Sessions
internal import StrictJSON

/// Answers `POST /v1/sessions/{id}/events`: 202 once the event is durable.
struct EventController: Sendable {
    let events: EventReceiver

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/sessions/{id}/events", [.sessionService], handler: self.receive)]
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
        var at: WallTime?
        if let text = reader.string("at") {
            at = WallTime(rfc3339: text) ?? reader.wrong("at", "must be a date and time as RFC 3339 has it")
        }
        let service = reader.string("service")
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

extension IPAddress {
    /// Reads `192.0.2.7` or `2001:db8::7`; names, ports, zones and shorter writings are no addresses.
    fileprivate init?(reading text: String) {
        guard !text.utf8.contains(0) else { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 {
                self.init(bytes: bytes)
                return
            }
        }
        return nil
    }
}
