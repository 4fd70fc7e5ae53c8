import CallModel
import Sessions
import Testing

@Suite("S5 S46 Inbound calls, until somebody takes them")
struct InboundWaitingTests {
    private let queued = CallSession.inbound(Happening(.queued, 0))
    private let ringing = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 10, anna))

    @Test("I1 S4 S24 S50 S68 A queued call comes in for each active member, and its queue time runs")
    func queuedCall() {
        #expect(self.queued.users == [anna, ben, cleo])
        #expect(self.queued.summary(of: ben) == EntrySummary(.incoming, .queue))
        #expect(self.queued.timers(of: ben)?.queue == .from(0))
        #expect(self.queued.timers(of: ben)?.present == [.queue])
        #expect(self.queued.interaction(of: ben)?.attempts == 0)
        #expect(self.queued.isWaiting)
    }

    @Test("I1 Who becomes active while it is queued sees it too; later it is too late")
    func becomingActive() {
        var waiting = self.ringing
        waiting.join(dora)
        #expect(waiting.summary(of: dora) == EntrySummary(.incoming, .queue))
        var taken = self.ringing.after(Happening(.accepted, 20, anna))
        taken.join(dora)
        #expect(taken.interaction(of: dora) == nil)
        var over = self.queued.after(Happening(.ended, 20))
        over.join(dora)
        #expect(over.interaction(of: dora) == nil)
        var unqueued = CallSession.inbound(Happening(.offered, 0, anna))
        unqueued.join(dora)
        #expect(unqueued.interaction(of: dora) == nil)
    }

    @Test("I2 S22 An offer rings for its user; the queue time goes on, and the others' entries stay as they are")
    func offer() {
        #expect(self.ringing.summary(of: anna) == EntrySummary(.ringing, .ring))
        #expect(self.ringing.timers(of: anna)?.queue == .from(0))
        #expect(self.ringing.timers(of: anna)?.ring == .from(10))
        #expect(self.ringing.interaction(of: anna)?.attempts == 1)
        #expect(self.ringing.interaction(of: anna)?.updatedAt == .at(10))
        #expect(self.ringing.interaction(of: anna)?.startedAt == .at(0))
        #expect(self.ringing.interaction(of: ben) == self.queued.interaction(of: ben))
    }

    @Test("I2 An offer makes an entry for a member who is not active")
    func offerToInactive() {
        let session = self.queued.after(Happening(.offered, 5, dora))
        #expect(session.summary(of: dora) == EntrySummary(.ringing, .ring))
    }

    @Test(
        "I3 I4 S25 S54 S55 Refused: past at once, with its ring time and reason; the others go on",
        arguments: [(EventType.declined, CallOutcome.declined), (.unanswered, .unanswered)])
    func refused(type: EventType, outcome: CallOutcome) {
        let session = self.ringing.after(Happening(type, 30, anna, reason: "busy"))
        #expect(session.summary(of: anna) == EntrySummary(.past, outcome, .ring))
        #expect(session.interaction(of: anna)?.reason == "busy")
        #expect(session.timers(of: anna)?.ring == .from(10, to: 30))
        #expect(session.timers(of: anna)?.queue == .from(0, to: 30))
        #expect(session.summary(of: ben) == EntrySummary(.incoming, .queue))
        #expect(session.isWaiting)
    }

    @Test("I5 It rings for the next one after a refusal, or beside the first one")
    func nextOffers() {
        let beside = self.ringing.after(Happening(.offered, 12, ben))
        #expect(beside.summary(of: anna) == EntrySummary(.ringing, .ring))
        #expect(beside.timers(of: ben)?.ring == .from(12))
        let after = beside.after(Happening(.unanswered, 30, anna)).after(Happening(.offered, 31, cleo))
        #expect(after.summary(of: anna) == EntrySummary(.past, .unanswered, .ring))
        #expect(after.summary(of: cleo) == EntrySummary(.ringing, .ring))
        #expect(after.timers(of: cleo)?.queue == .from(0))
    }

    @Test("A second offer to the same user revives the entry: attempts count, the ring time is the last one's")
    func secondOffer() {
        let again = self.ringing.after(Happening(.unanswered, 30, anna)).after(Happening(.offered, 40, anna))
        #expect(again.summary(of: anna) == EntrySummary(.ringing, .unanswered, .ring))
        #expect(again.interaction(of: anna)?.attempts == 2)
        #expect(again.timers(of: anna)?.ring == .from(40))
        #expect(again.timers(of: anna)?.queue == .from(0))
        let declined = again.after(Happening(.declined, 45, anna))
        #expect(declined.summary(of: anna) == EntrySummary(.past, .unanswered, .ring), "an outcome once decided stays")
        #expect(
            again.after(Happening(.accepted, 45, anna)).summary(of: anna)
                == EntrySummary(.connected, .accepted, .connected, open: true))
    }

    @Test("I10 S56 Abandoned: for those it rang and for all who watched, with queue time and reason; refusals stay")
    func abandoned() {
        let session = self.ringing.after(Happening(.declined, 20, anna)).after(Happening(.offered, 21, ben))
            .after(Happening(.ended, 50, reason: "overflow"))
        #expect(session.summary(of: anna) == EntrySummary(.past, .declined, .ring))
        #expect(session.interaction(of: anna)?.reason == nil)
        #expect(session.interaction(of: anna)?.updatedAt == .at(20))
        for user in [ben, cleo] {
            #expect(session.summary(of: user) == EntrySummary(.past, .abandoned, .queue))
            #expect(session.interaction(of: user)?.reason == "overflow")
            #expect(session.timers(of: user)?.queue == .from(0, to: 50))
        }
        #expect(session.timers(of: ben)?.ring == .from(21, to: 50))
        #expect(!session.isLive)
    }

    @Test("I10 Without a queue the ring time is shown")
    func abandonedWithoutQueue() {
        let session = CallSession.inbound(Happening(.offered, 0, anna), Happening(.ended, 9))
        #expect(session.summary(of: anna) == EntrySummary(.past, .abandoned, .ring))
        #expect(session.timers(of: anna)?.present == [.ring])
        #expect(session.users == [anna])
    }

    @Test("I10 Revived and ringing when the caller gives up: the earlier refusal stays")
    func abandonedInSecondOffer() {
        let session = self.ringing.after(Happening(.declined, 20, anna)).after(Happening(.offered, 30, anna))
            .after(Happening(.ended, 40, reason: "overflow"))
        #expect(session.summary(of: anna) == EntrySummary(.past, .declined, .ring))
        #expect(session.interaction(of: anna)?.reason == nil)
        #expect(session.timers(of: anna)?.ring == .from(30, to: 40))
    }
}
