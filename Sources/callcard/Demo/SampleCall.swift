import StrictJSON

/// A call that the demo plays.
struct SampleCall {
    let service: String
    /// As the network gives it.
    let number: String
    /// Whom it is offered to.
    let user: String
    /// How it goes: an event of the contract after `offered`, or `abandoned`.
    let course: String

    /// `nil` where a member is missing.
    init?(_ object: JSONObject) {
        guard let service = object["service"]?.stringValue, let number = object["number"]?.stringValue,
            let user = object["user"]?.stringValue, let course = object["course"]?.stringValue
        else { return nil }
        self.service = service
        self.number = number
        self.user = user
        self.course = course
    }

    /// The events of the call, in order; the first tells who calls.
    var events: [JSONObject] {
        var queued = self.event("queued")
        queued["direction"] = .string("inbound")
        queued["service"] = .string(self.service)
        queued["caller"] = .object(JSONObject([(name: "number", value: .string(self.number))]))
        var events = [queued, self.event("offered", of: self.user)]
        if self.course != "abandoned" { events.append(self.event(self.course, of: self.user)) }
        return events + [self.event("ended")]
    }

    private func event(_ type: String, of user: String? = nil) -> JSONObject {
        var event = JSONObject([(name: "id", value: .string(type)), (name: "type", value: .string(type))])
        if let user { event["user"] = .string(user) }
        return event
    }
}
