import CallModel

@testable import Sessions

let anna = "anna@example.com"
let ben = "ben@example.com"
let cleo = "cleo@example.com"
/// A member who has switched the service off.
let dora = "dora@example.com"
/// No member.
let eve = "eve@example.com"

extension Team {
    static let support = Team(members: [anna, ben, cleo, dora], active: [anna, ben, cleo, eve])
}

extension WallTime {
    /// Seconds after the start of all tests.
    static func at(_ seconds: Int) -> WallTime { WallTime(milliseconds: 1_795_255_200_000 + Int64(seconds) * 1_000) }
}

/// What happens to a call in a test: type, second, user, reason.
struct Happening {
    let type: EventType
    let second: Int
    let user: String?
    let reason: String?
    var id: String?

    init(_ type: EventType, _ second: Int, _ user: String? = nil, reason: String? = nil, id: String? = nil) {
        self.type = type
        self.second = second
        self.user = user
        self.reason = reason
        self.id = id
    }

    func event(_ direction: CallDirection, number: Int) -> CallEvent {
        CallEvent(
            id: self.id ?? "e-\(number)", type: self.type, at: .at(self.second), direction: direction, service: "support",
            user: self.user, reason: self.reason)
    }
}

extension CallSession {
    /// A call whose events arrive in the order given, each at its own time.
    static func inbound(_ happenings: Happening..., team: Team = .support) -> CallSession {
        self.session(of: happenings.enumerated().map { $1.event(.inbound, number: $0) }, team: team)
    }

    static func outbound(_ happenings: Happening..., team: Team = .support) -> CallSession {
        self.session(of: happenings.enumerated().map { $1.event(.outbound, number: $0) }, team: team)
    }

    static func session(of events: [CallEvent], team: Team = .support) -> CallSession {
        var session = CallSession(id: "c-4711", first: events[0], at: events[0].at, team: team)
        for event in events.dropFirst() { session.receive(event, at: event.at, team: team) }
        return session
    }

    /// One more event.
    func after(_ happening: Happening, team: Team = .support) -> CallSession {
        var session = self
        session.receive(happening.event(self.direction, number: self.log.count), at: .at(happening.second), team: team)
        return session
    }

    /// What a user would save who says nothing.
    func concluded(by user: String, at second: Int) throws -> CallSession {
        guard let entry = self.interaction(of: user) else { throw NoEntry() }
        var settings = ServiceSettings(id: "support", displayName: "Support", licence: .init(enterpriseRouting: true))
        settings.widgets.tags = true
        var session = self
        let conclusion = try ConclusionCheck.conclusion(
            from: ConclusionDraft(tags: ["callback"]), for: entry, settings: settings, at: .at(second),
            holdsNumber: { _ in false })
        session.conclude(conclusion, by: user)
        return session
    }

    struct NoEntry: Error {}
}
