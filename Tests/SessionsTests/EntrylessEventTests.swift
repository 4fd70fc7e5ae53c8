import CallModel
import Testing

@testable import Sessions

@Suite("Events for users who get no entry")
struct EntrylessEventTests {
    private func reasons(_ session: CallSession, since earlier: CallSession? = nil) -> [String] {
        session.entrylessEvents(since: earlier).map { "\($0.event.id) \($0.reason.rawValue)" }
    }

    @Test("Who is no member gets none; what is no UPN is an alias that is missing")
    func strangers() {
        let session = CallSession.inbound(
            Happening(.queued, 0), Happening(.offered, 1, eve), Happening(.offered, 2, "201"), Happening(.offered, 3, anna))
        #expect(self.reasons(session) == ["e-1 noMember", "e-2 noAlias"])
        let later = session.after(Happening(.accepted, 4, eve, id: "late"))
        #expect(self.reasons(later, since: session) == ["late noMember"], "each event is told once")
    }

    @Test("Who is offered a call that is over gets none either")
    func ended() {
        let session = CallSession.inbound(Happening(.ended, 0), Happening(.offered, 1, anna), Happening(.declined, 2, anna))
        #expect(self.reasons(session) == ["e-1 ended"])
    }

    @Test("Who lost a call to somebody else, and who watched it, is no such user")
    func usual() {
        let session = CallSession.inbound(
            Happening(.queued, 0), Happening(.offered, 1, anna), Happening(.offered, 1, ben), Happening(.accepted, 2, ben),
            Happening(.unanswered, 3, anna), Happening(.ended, 9, ben))
        #expect(self.reasons(session) == [])
        #expect(self.reasons(.outbound(Happening(.dialing, 0, anna), Happening(.ended, 5))) == [])
    }
}
