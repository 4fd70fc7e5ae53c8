import CallModel
import Testing

@testable import Sessions

@Suite("How events arrive")
struct EventArrivalTests {
    @Test(
        "Two users accept at the same moment: the lower id has it first, and the other one ends connected",
        arguments: [true, false])
    func acceptedTwice(annaArrivesFirst: Bool) {
        let accepts = [Happening(.accepted, 20, anna, id: "a"), Happening(.accepted, 20, ben, id: "b")]
        let (first, second) = annaArrivesFirst ? (accepts[0], accepts[1]) : (accepts[1], accepts[0])
        let session = CallSession.inbound(
            Happening(.queued, 0), Happening(.offered, 10, anna), Happening(.offered, 10, ben), first, second)
        #expect(session.summary(of: anna) == EntrySummary(.past, .accepted, .connected, open: true))
        #expect(session.timers(of: anna)?.connected == .from(20, to: 20))
        #expect(session.summary(of: ben) == EntrySummary(.connected, .accepted, .connected, open: true))
        #expect(session.interaction(of: ben)?.attempts == 1)
        #expect(session.timers(of: ben)?.ring == .from(10, to: 20))
        #expect(session.users == [anna, ben])
    }

    @Test("At the same moment: queued, offered, refused, accepted, ended; then by id")
    func ties() {
        let types = [EventType.queued, .offered, .declined, .accepted, .ended]
        let events = types.enumerated().map { Happening($1, 0, anna, id: "\(9 - $0)").event(.inbound, number: 0) }
        #expect(CallSession.session(of: events.reversed()).log.entries.map(\.event.type) == types)
        let offers = ["b", "a", "c"].map { Happening(.offered, 0, anna, id: $0).event(.inbound, number: 0) }
        #expect(CallSession.session(of: offers).log.entries.map(\.event.id) == ["a", "b", "c"])
        #expect(EventType.dialing.rank == 0 && EventType.ringing.rank == 1 && EventType.unanswered.rank == 2)
    }

    @Test("A repeated event has no effect, whatever else it says")
    func repeated() {
        let session = CallSession.inbound(Happening(.queued, 0, id: "q"))
        #expect(session.after(Happening(.ended, 5, reason: "busy", id: "q")) == session)
        #expect(session.holds(event: "q"))
    }

    @Test("An accepted overtaken by its ended makes it accepted, and takes it from those who seemed to have missed it")
    func acceptedAfterEnded() {
        let ended = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 5, anna), Happening(.ended, 60))
        #expect(ended.summary(of: ben) == EntrySummary(.past, .abandoned, .queue))
        let corrected = ended.after(Happening(.accepted, 10, anna))
        #expect(corrected.summary(of: anna) == EntrySummary(.past, .accepted, .connected, open: true))
        #expect(corrected.timers(of: anna)?.connected == .from(10, to: 60))
        #expect(corrected.users == [anna])
        #expect(!corrected.isLive)
    }

    @Test("What happens after the end, by its time, happens to nobody", arguments: [EventType.offered, .accepted, .queued])
    func afterTheEnd(type: EventType) {
        let ended = CallSession.inbound(Happening(.queued, 0), Happening(.ended, 60, reason: "overflow"))
        let session = ended.after(Happening(type, 61, anna))
        #expect(session.interactions == ended.interactions)
        #expect(!session.isLive)
        #expect(session.after(Happening(.ended, 62)).interactions == ended.interactions, "the first end counts")
    }

    @Test("Ended first and alone: nobody saw it; its queued, arriving late, makes it a missed call")
    func endedAlone() {
        let alone = CallSession.inbound(Happening(.ended, 60, reason: "overflow"))
        #expect(alone.users.isEmpty)
        #expect(!alone.isLive)
        #expect(alone.unattended?.user == "")
        #expect(alone.unattended?.state == .past)
        #expect(alone.unattended?.outcome == .abandoned)
        #expect(alone.unattended?.reason == "overflow")
        let queued = alone.after(Happening(.queued, 0))
        #expect(queued.users == [anna, ben, cleo])
        #expect(queued.summary(of: anna) == EntrySummary(.past, .abandoned, .queue))
        #expect(queued.interaction(of: anna)?.startedAt == .at(0))
        #expect(!queued.isLive)
        #expect(queued.unattended == nil)
    }

    @Test("An event that arrives late may move the start, and an offer overtaken by its refusal gives the ring time")
    func lateStart() {
        let early = CallSession.inbound(Happening(.declined, 30, anna))
        #expect(early.timers(of: anna)?.ring == .from(30, to: 30))
        let later = early.after(Happening(.offered, 10, anna)).after(Happening(.queued, 0))
        #expect(later.timers(of: anna)?.ring == .from(10, to: 30))
        #expect(later.timers(of: anna)?.queue == .from(0, to: 30))
        #expect(later.interaction(of: anna)?.startedAt == .at(0))
        #expect(later.interaction(of: anna)?.attempts == 1)
    }

    @Test("Restored from what was kept, a session is the same")
    func restored() throws {
        var session = CallSession.inbound(
            Happening(.queued, 0), Happening(.offered, 5, eve), Happening(.offered, 6, ben), Happening(.accepted, 9, anna))
        session.leave(ben)
        session = try session.concluded(by: anna, at: 20)
        let delta = session.delta(since: nil)
        let restored = CallSession(
            SessionRecord(
                id: delta.id, service: delta.service, direction: delta.direction, events: delta.events.reversed(),
                audience: delta.joined, unseen: delta.unseen, conclusions: delta.conclusions,
                lastReceivedAt: delta.lastReceivedAt, startedAt: delta.startedAt, isLive: delta.isLive))
        #expect(restored == session)
    }
}
