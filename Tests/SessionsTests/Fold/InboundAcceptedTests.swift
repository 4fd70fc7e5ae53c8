import CallModel
import Sessions
import Testing

@Suite("S23 S53 S57 Inbound calls, once somebody takes them")
struct InboundAcceptedTests {
    private let taken = CallSession.inbound(
        Happening(.queued, 0), Happening(.offered, 5, ben), Happening(.declined, 8, ben), Happening(.offered, 10, anna),
        Happening(.offered, 11, dora), Happening(.accepted, 20, anna))

    @Test("I6 S51 Taken: connected, open at once; its other times are final")
    func accepted() {
        #expect(self.taken.summary(of: anna) == EntrySummary(.connected, .accepted, .connected, open: true))
        #expect(self.taken.timers(of: anna)?.queue == .from(0, to: 20))
        #expect(self.taken.timers(of: anna)?.ring == .from(10, to: 20))
        #expect(self.taken.timers(of: anna)?.connected == .from(20))
        #expect(!self.taken.isWaiting)
    }

    @Test("I6 Answered elsewhere is not missed: incoming and ringing entries go, refusals stay")
    func answeredElsewhere() {
        #expect(self.taken.interaction(of: cleo) == nil)
        #expect(self.taken.interaction(of: dora) == nil)
        #expect(self.taken.summary(of: ben) == EntrySummary(.past, .declined, .ring))
        #expect(self.taken.users == [anna, ben])
        let ended = self.taken.after(Happening(.ended, 60))
        #expect(ended.users == [anna, ben], "nor do they come back at the end")
    }

    @Test("I6 A ringing entry with an earlier refusal becomes past again")
    func answeredElsewhereAfterRefusal() {
        let session = CallSession.inbound(
            Happening(.queued, 0), Happening(.offered, 5, ben), Happening(.declined, 8, ben), Happening(.offered, 9, ben),
            Happening(.offered, 9, anna), Happening(.accepted, 20, anna))
        #expect(session.summary(of: ben) == EntrySummary(.past, .declined, .ring))
        #expect(session.timers(of: ben)?.ring == .from(9, to: 20))
    }

    @Test("I6 A refusal by one for whom it stopped ringing says nothing", arguments: [EventType.declined, .unanswered])
    func refusalTooLate(type: EventType) {
        #expect(self.taken.after(Happening(type, 21, dora)).interaction(of: dora) == nil)
    }

    @Test("I6 Accepted without being offered: picked from the queue, with no ring time and no attempt")
    func picked() {
        let session = CallSession.inbound(Happening(.queued, 0), Happening(.accepted, 7, ben))
        #expect(session.summary(of: ben) == EntrySummary(.connected, .accepted, .connected, open: true))
        #expect(session.timers(of: ben)?.present == [.queue, .connected])
        #expect(session.interaction(of: ben)?.attempts == 0)
        #expect(session.users == [ben])
        let alone = CallSession.inbound(Happening(.accepted, 7, dora))
        #expect(alone.timers(of: dora)?.present == [.connected])
        #expect(alone.interaction(of: dora)?.startedAt == .at(7))
    }

    @Test("I7 A transfer rings for the one it is offered to, and for nobody else")
    func transfer() {
        let session = self.taken.after(Happening(.offered, 40, cleo))
        #expect(session.summary(of: cleo) == EntrySummary(.ringing, .ring))
        #expect(session.timers(of: cleo)?.ring == .from(40))
        #expect(session.timers(of: cleo)?.queue == .from(0, to: 20))
        #expect(session.interaction(of: anna) == self.taken.interaction(of: anna))
        #expect(session.interaction(of: dora) == nil)
    }

    @Test("I8 The transfer is taken: both entries are open, each with its own conclusion and connected time")
    func transferTaken() throws {
        let session = self.taken.after(Happening(.offered, 40, cleo)).after(Happening(.accepted, 45, cleo))
        #expect(session.summary(of: cleo) == EntrySummary(.connected, .accepted, .connected, open: true))
        #expect(session.timers(of: cleo)?.connected == .from(45))
        #expect(session.summary(of: anna) == EntrySummary(.past, .accepted, .connected, open: true))
        #expect(session.timers(of: anna)?.connected == .from(20, to: 45))
        #expect(session.interaction(of: anna)?.updatedAt == .at(45))
        let concluded = try session.concluded(by: anna, at: 50)
        #expect(concluded.interaction(of: anna)?.isOpen == false)
        #expect(concluded.interaction(of: cleo) == session.interaction(of: cleo))
    }

    @Test(
        "I9 The transfer is refused: an entry of its own for the one who did, the call goes on",
        arguments: [(EventType.declined, CallOutcome.declined), (.unanswered, .unanswered)])
    func transferRefused(type: EventType, outcome: CallOutcome) {
        let session = self.taken.after(Happening(.offered, 40, cleo)).after(Happening(type, 45, cleo))
        #expect(session.summary(of: cleo) == EntrySummary(.past, outcome, .ring))
        #expect(session.interaction(of: anna) == self.taken.interaction(of: anna))
    }

    @Test("I9 A transfer that is refused with no offer known has no ring time to speak of")
    func transferRefusedWithoutOffer() {
        let session = self.taken.after(Happening(.declined, 45, cleo))
        #expect(session.summary(of: cleo) == EntrySummary(.past, .declined, .ring))
        #expect(session.timers(of: cleo)?.ring == .from(45, to: 45))
    }

    @Test("I11 S23 The call ends: past, accepted, open until saved, with its connected time")
    func ended() throws {
        let session = self.taken.after(Happening(.ended, 80))
        #expect(session.summary(of: anna) == EntrySummary(.past, .accepted, .connected, open: true))
        #expect(session.timers(of: anna)?.connected == .from(20, to: 80))
        #expect(session.interaction(of: ben)?.updatedAt == .at(8))
        #expect(try session.concluded(by: anna, at: 90).interaction(of: anna)?.isOpen == false)
    }

    @Test("I11 A transfer that still rings when the call ends is over for the one it rang for")
    func endedInTransfer() {
        let session = self.taken.after(Happening(.offered, 40, cleo)).after(Happening(.ended, 50))
        #expect(session.summary(of: cleo) == EntrySummary(.past, .abandoned, .ring))
        #expect(session.summary(of: anna) == EntrySummary(.past, .accepted, .connected, open: true))
    }

    @Test("A call that comes back to who had it before: accepted stays, whatever comes of it")
    func transferBack() {
        let back = self.taken.after(Happening(.accepted, 40, cleo)).after(Happening(.offered, 50, anna))
        #expect(back.summary(of: anna) == EntrySummary(.ringing, .accepted, .ring, open: true))
        let declined = back.after(Happening(.declined, 55, anna))
        #expect(declined.summary(of: anna) == EntrySummary(.past, .accepted, .connected, open: true))
        #expect(back.after(Happening(.ended, 56)).summary(of: anna) == EntrySummary(.past, .accepted, .connected, open: true))
        let taken = back.after(Happening(.accepted, 57, anna))
        #expect(taken.timers(of: anna)?.connected == .from(57))
        #expect(taken.summary(of: cleo) == EntrySummary(.past, .accepted, .connected, open: true))
    }

    @Test(
        "What can't happen to the one who is connected changes nothing",
        arguments: [EventType.offered, .declined, .unanswered, .accepted])
    func strayEvents(type: EventType) {
        #expect(self.taken.after(Happening(type, 30, anna)).interaction(of: anna) == self.taken.interaction(of: anna))
    }

    @Test("A taken call is not queued again")
    func queuedAgain() {
        let session = self.taken.after(Happening(.queued, 30))
        #expect(session.interactions == self.taken.interactions)
        #expect(!session.isWaiting)
    }
}
