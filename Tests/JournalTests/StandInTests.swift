import CallModel
import Journal
import Testing

@Suite("X15 Words that stand in for others, in memory and in a file")
struct StandInTests {
    private static let (anna, ben) = ("anna@example.com", "ben@example.com")

    private static func at(_ seconds: Int) -> WallTime { WallTime(milliseconds: 1_795_255_200_000 + Int64(seconds) * 1_000) }

    private static func event(_ id: String, _ type: EventType, _ second: Int, _ user: String?, _ reason: String?) -> CallEvent {
        CallEvent(
            id: id, type: type, at: Self.at(second), direction: .inbound, service: "support", user: user, reason: reason)
    }

    private static func conclusion(_ reason: String) -> Conclusion {
        Conclusion(codes: CodeChoice(), tags: ["callback"], savedAt: Self.at(9), outcome: .declined, reason: reason)
    }

    /// A call that is over, with the number in its id, in an event and in a conclusion.
    private static func past() -> SessionDelta {
        let told = Self.event("e-30.23125123", .declined, 1, "493023125123@pbx.example", "r-3023125123")
        return SessionDelta(
            id: "c-3023125123", service: "support", direction: .inbound,
            events: [told, Self.event("e-2", .ended, 2, nil, "busy")],
            unseen: [told.id], joined: [Self.anna],
            conclusions: [Self.anna: Self.conclusion("r-3023125123"), Self.ben: Self.conclusion("busy")],
            lastReceivedAt: Self.at(2), startedAt: Self.at(1), isLive: false,
            listings: [.init(user: Self.anna, updatedAt: Self.at(2), outcome: .declined)])
    }

    /// The words of ``past()``; those of an event that the journal doesn't have are among them.
    private static func words() -> StandInRecord {
        var record = StandInRecord(session: "c-3023125123", name: "k~c")
        record.events = [
            .init(id: "e-30.23125123", name: "k~e", user: "k~u", reason: "k~r"),
            .init(id: "e-3", name: "k~3", user: nil, reason: nil),
        ]
        return record
    }

    @Test("They take the place of a session's id, an event's and its reason wherever these are; all else stays")
    func replaced() async throws {
        for journal in try JournalTests.kinds {
            try await journal.commit([.session(Self.past())])
            #expect(try await !journal.start().hasStandIns)
            try await journal.commit([.standIn(Self.words())])
            #expect(try await journal.session("c-3023125123") == nil)
            let found = try #require(try await journal.session("k~c"))
            let events = [
                Self.event("k~e", .declined, 1, "k~u", "k~r"), Self.event("e-2", .ended, 2, nil, "busy"),
            ]
            #expect(found.id == "k~c" && Set(found.events) == Set(events) && found.unseen == ["k~e"])
            #expect(found.audience == [Self.anna] && found.startedAt == Self.at(1) && !found.isLive)
            #expect(found.conclusions == [Self.anna: Self.conclusion("k~r"), Self.ben: Self.conclusion("busy")])
            let query = ListingQuery(user: Self.anna, scope: .all, limit: 9)
            #expect(try await journal.listed(query).map(\.id) == ["k~c"])
            #expect(try await journal.start().hasStandIns)
        }
    }

    @Test("What comes after them, in the same transaction too, is the same session's")
    func goesOn() async throws {
        for journal in try JournalTests.kinds {
            func delta(_ id: String, _ event: String) -> SessionDelta {
                SessionDelta(
                    id: id, service: "support", direction: .inbound, events: [Self.event(event, .offered, 3, Self.anna, nil)],
                    lastReceivedAt: Self.at(3), startedAt: Self.at(3), isLive: true)
            }
            try await journal.commit([.session(delta("c-1", "e-1")), .session(delta("c-2", "e-1"))])
            try await journal.commit([.standIn(StandInRecord(session: "c-1", name: "k~1")), .session(delta("k~1", "e-2"))])
            try await journal.commit([.session(delta("k~1", "e-2")), .session(delta("k~1", "e-3"))])
            let live = try await journal.start().liveSessions
            #expect(Set(live.map(\.id)) == ["k~1", "c-2"])
            #expect(live.first { $0.id == "k~1" }.map { Set($0.events.map(\.id)) } == ["e-1", "e-2", "e-3"])
        }
    }

    @Test("Words of a session that is not there have no effect, but that there may be such")
    func absent() async throws {
        for journal in try JournalTests.kinds {
            try await journal.commit([.standIn(Self.words())])
            #expect(try await journal.session("k~c") == nil)
            #expect(try await journal.start().hasStandIns)
        }
    }
}
