import CallModel
import Testing

@testable import Sessions

@Suite("Posted events")
struct EventCheckTests {
    private let session = CallSession.inbound(Happening(.queued, 0, id: "q"))

    private func draft(_ change: (inout EventDraft) -> Void = { _ in }) -> EventDraft {
        var draft = EventDraft(id: "e-1", type: .queued, at: .at(0), direction: .inbound, service: "support")
        change(&draft)
        return draft
    }

    private func fault(_ draft: EventDraft, in session: CallSession? = nil) -> EventFault? {
        do {
            _ = try EventCheck.event(from: draft, to: session, at: .at(0))
            return nil
        } catch {
            return error
        }
    }

    @Test("A first event names direction and service, later ones need not; both then stay")
    func directionAndService() throws {
        #expect(self.fault(self.draft()) == nil)
        #expect(self.fault(self.draft { $0.direction = nil }) == .directionMissing)
        #expect(self.fault(self.draft { $0.service = nil }) == .serviceMissing)
        #expect(
            self.fault(
                self.draft {
                    $0.direction = .outbound; $0.type = .ringing
                }, in: self.session) == .directionChanged)
        #expect(self.fault(self.draft { $0.service = "sales" }, in: self.session) == .serviceChanged)
        let bare = EventDraft(id: "e-2", type: .ended)
        #expect(self.fault(bare) == .directionMissing, "ended first and alone needs them too")
        let event = try #require(try EventCheck.event(from: bare, to: self.session, at: .at(9)))
        #expect(event.direction == .inbound && event.service == "support")
        #expect(event.at == .at(9), "without a time it happened now")
    }

    @Test(
        "D21 Without a time it is never before an earlier event's arrival, however our clock is set; with one, it is the sender's"
    )
    func setBack() throws {
        var session = self.session
        session.receive(Happening(.accepted, 20, anna).event(.inbound, number: 1), at: .at(20), team: .support)
        let ended = EventDraft(id: "end", type: .ended)
        #expect(try EventCheck.event(from: ended, to: session, at: .at(-3_600))?.at == .at(20))
        #expect(try EventCheck.event(from: ended, to: session, at: .at(21))?.at == .at(21))
        var timed = ended
        timed.at = .at(5)
        #expect(try EventCheck.event(from: timed, to: session, at: .at(21))?.at == .at(5))
    }

    @Test("D21 What is too far ahead is told by the later clock, where ours was set back")
    func aheadOfBoth() throws {
        let draft = EventDraft(id: "e-1", type: .queued, at: .at(300), direction: .inbound, service: "support")
        #expect(try EventCheck.event(from: draft, to: nil, at: .at(-3_600), latest: .at(0)) != nil)
        #expect(throws: EventFault.tooFarAhead) {
            try EventCheck.event(from: draft, to: nil, at: .at(-3_600), latest: .at(-1))
        }
    }

    @Test(
        "Types fit the direction",
        arguments: [(CallDirection.inbound, [EventType.dialing, .ringing]), (.outbound, [.queued, .offered, .unanswered])])
    func types(direction: CallDirection, unfit: [EventType]) {
        let refused = EventType.allCases.filter { type in
            self.fault(
                self.draft {
                    $0.direction = direction; $0.type = type; $0.user = anna
                }) == .typeUnfit
        }
        #expect(Set(refused) == Set(unfit))
    }

    @Test(
        "A user is needed where the type tells of one",
        arguments: [
            (CallDirection.inbound, [EventType.offered, .accepted, .declined, .unanswered]), (.outbound, [.dialing]),
        ])
    func users(direction: CallDirection, needing: [EventType]) {
        for missing in [nil, ""] {
            let refused = EventType.allCases.filter { type in
                self.fault(
                    self.draft {
                        $0.direction = direction; $0.type = type; $0.user = missing
                    }) == .userMissing
            }
            #expect(Set(refused) == Set(needing))
        }
        #expect(self.fault(self.draft { $0.user = "a b@example.com" }) == .user)
        #expect(self.fault(self.draft { $0.user = String(repeating: "a", count: 321) }) == .user)
    }

    @Test("Five minutes ahead is the most", arguments: [(300_000, nil), (300_001, EventFault.tooFarAhead), (-9_000_000, nil)])
    func ahead(milliseconds: Int, fault: EventFault?) {
        let at = WallTime.at(0) + .milliseconds(milliseconds)
        #expect(self.fault(self.draft { $0.at = at }) == fault)
    }

    @Test("Ids and reasons", arguments: ["", "a b", "ü", "#lost", String(repeating: "a", count: 129)])
    func names(text: String) {
        #expect(self.fault(self.draft { $0.id = text }) == .id)
        #expect(self.fault(self.draft { $0.reason = text }) == .reason)
    }

    @Test("A known id is no event any more, whatever else is wrong with it")
    func repeated() throws {
        let draft = EventDraft(id: "q", type: .dialing, at: .at(9_999), direction: .outbound, service: "sales", reason: "a b")
        #expect(try EventCheck.event(from: draft, to: self.session, at: .at(0)) == nil)
    }

    @Test("A session takes 10,000 events; then only its end, of which there is one, and what it holds already")
    func full() throws {
        let offers = (0..<9_999).map { Happening(.offered, $0, anna, id: "o-\($0)").event(.inbound, number: $0) }
        let almost = CallSession(
            SessionRecord(
                id: "c-1", service: "support", direction: .inbound, events: offers, lastReceivedAt: .at(0), startedAt: .at(0),
                isLive: true))
        #expect(self.fault(EventDraft(id: "last", type: .offered, at: .at(1), user: anna), in: almost) == nil)
        var full = almost.after(Happening(.offered, 1, anna, id: "last"))
        for type in EventType.allCases where type.happens(in: .inbound) && type != .ended {
            #expect(self.fault(EventDraft(id: "more", type: type, at: .at(1), user: anna), in: full) == .tooMany)
            #expect(try EventCheck.event(from: EventDraft(id: "last", type: type), to: full, at: .at(1)) == nil)
        }
        let end = try #require(try EventCheck.event(from: EventDraft(id: "end", type: .ended), to: full, at: .at(1)))
        full.receive(end, at: .at(1), team: .support)
        #expect(!full.isLive)
        for id in ["end", "another"] {
            #expect(try EventCheck.event(from: EventDraft(id: id, type: .ended), to: full, at: .at(0)) == nil)
        }
        #expect(self.fault(EventDraft(id: "more", type: .accepted, at: .at(1), user: anna), in: full) == .tooMany)
    }

    @Test("Each fault has words", arguments: EventFault.allCases)
    func faults(fault: EventFault) {
        #expect(fault.detail.hasSuffix("."))
    }

    @Test(
        "X15 A number stands in a word in every writing that an id may have",
        arguments: [
            ("c-4711", "3023125123", false), ("call-3023125123", "3023125123", true), ("030-23125-123", "3023125123", true),
            ("493023125123", "3023125123", true), ("49.0~30_23125123", "3023125123", true), ("c-123456", "123456", false),
            ("c-1234567", "1234567", true), ("c-3023125124", "3023125123", false),
        ])
    func numbersInWords(word: String, digits: String, stands: Bool) {
        #expect(NumberDigits([digits]).stand(in: word) == stands)
    }
}
