package import CallModel
package import Sessions

/// A member of service `support`.
package let anna = "anna@example.com"
/// Another member of it.
package let ben = "ben@example.com"

extension WallTime {
    /// Seconds after `2026-11-21T10:00:00.000Z`.
    package static func at(_ seconds: Int) -> WallTime { WallTime(milliseconds: 1_795_255_200_000 + Int64(seconds) * 1_000) }
}

extension CallSession {
    /// What happens to a call: type, second, user, reason.
    package typealias Happening = (type: EventType, second: Int, user: String?, reason: String?)

    /// A call of service `support`, whose members are Anna and Ben.
    package static func of(_ direction: CallDirection, _ happenings: [Happening], present: Set<String> = [anna, ben])
        -> CallSession
    {
        let team = Team(members: [anna, ben], active: present)
        let events = happenings.enumerated().map { index, happening in
            CallEvent(
                id: "e-\(index)", type: happening.type, at: .at(happening.second), direction: direction, service: "support",
                user: happening.user, reason: happening.reason)
        }
        var session = CallSession(id: "c-4711", first: events[0], at: events[0].at, team: team)
        for event in events.dropFirst() { session.receive(event, at: event.at, team: team) }
        return session
    }

    /// A call that Anna took after nine seconds, and that ended after a minute.
    package static var taken: CallSession {
        .of(.inbound, [(.queued, 0, nil, nil), (.offered, 4, anna, nil), (.accepted, 9, anna, nil), (.ended, 60, nil, "done")])
    }

    /// The call with a conclusion of `user`, saved ten seconds after its end.
    package func concluded(by user: String, codes: CodeChoice = .init(), tags: [String] = []) -> CallSession {
        var session = self
        session.conclude(Conclusion(codes: codes, tags: tags, savedAt: .at(70), outcome: .accepted), by: user)
        return session
    }
}
