internal import CallModel
internal import NIOCore
internal import Sessions

/// The body of `POST /v1/sessions/{id}/events`.
struct EventBody {
    let draft: EventDraft
    /// The caller's number as it came from the network; `nil` where the event does not tell.
    let number: String?
    /// The caller's internet address; likewise.
    let address: IPAddress?

    init(_ body: ByteBuffer) throws(Problem) {
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
        let caller = reader.object("caller", known: ["number", "ip"])
        var number: String?
        var address: IPAddress?
        if var caller {
            number = caller.string("number")
            if let text = caller.string("ip") {
                address = IPAddress(reading: text) ?? caller.wrong("ip", "must be an IPv4 or IPv6 address")
            }
            reader.adopt(caller)
        }
        try reader.finish()
        guard let id, let type else { throw Problem(.invalidValue, "An event needs id and type.") }
        self.draft = EventDraft(
            id: id, type: type, at: at, direction: direction, service: service, user: user, reason: reason)
        self.number = number
        self.address = address
    }
}
