import CallModel
import Testing

@testable import Sessions

@Suite("S5 S68 Who has an entry")
struct TeamTests {
    @Test("S4 Where a member is not active nothing comes in; nor for who is active and no member")
    func present() {
        #expect(Team.support.present == [anna, ben, cleo])
        #expect(CallSession.inbound(Happening(.queued, 0)).interaction(of: dora) == nil)
        #expect(CallSession.inbound(Happening(.queued, 0)).interaction(of: eve) == nil)
    }

    @Test("Who is there counts when the event arrives, not when it happened")
    func membersAtArrival() {
        let session = CallSession.inbound(Happening(.offered, 10, anna))
        let later = Team(members: [dora], active: [dora])
        #expect(session.after(Happening(.queued, 0), team: later).users == [anna, dora])
        #expect(session.after(Happening(.queued, 0), team: later).after(Happening(.queued, 1)).users == [anna, ben, cleo, dora])
    }

    @Test("A second queued, after the end, shows the call to no further member")
    func queuedTwice() {
        let session = CallSession.inbound(Happening(.queued, 0), Happening(.ended, 9), team: Team(members: [ben], active: [ben]))
        #expect(session.after(Happening(.queued, 1)).users == [ben])
    }

    @Test("A user outside the members has no entry; the session goes on by its events")
    func outsider() {
        let offered = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 5, eve))
        #expect(offered.users == [anna, ben, cleo])
        let taken = offered.after(Happening(.accepted, 9, eve))
        #expect(taken.users.isEmpty)
        #expect(taken.unattended?.outcome == .accepted)
        #expect(taken.unattended?.user == "")
        let transferred = taken.after(Happening(.accepted, 30, anna))
        #expect(transferred.summary(of: anna) == EntrySummary(.connected, .accepted, .connected, open: true))
        #expect(transferred.users == [anna])
    }

    @Test("An outsider's call out has one row in the report, under no user")
    func outsiderDials() {
        let session = CallSession.outbound(Happening(.dialing, 0, eve), Happening(.ended, 5, reason: "busy"))
        #expect(session.users.isEmpty)
        #expect(session.unattended?.outcome == .notAccepted)
        #expect(session.unattended?.reason == "busy")
        #expect(session.unattended?.user == "")
    }

    @Test("S6 An abandoned call that no active member saw has one row in the report, with its queue time")
    func unattended() {
        let session = CallSession.inbound(
            Happening(.queued, 0), Happening(.ended, 30), team: Team(members: [anna], active: []))
        #expect(session.users.isEmpty)
        #expect(session.unattended?.timers.queue == .from(0, to: 30))
        #expect(session.unattended?.timer == .queue)
        #expect(session.unattended?.isOpen == false)
    }

    @Test("Leaving the members takes a live entry away at once, and for good")
    func leavingLive() {
        var session = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 5, anna))
        session.leave(anna)
        session.leave(ben)
        #expect(session.users == [cleo])
        let team = Team(members: [cleo], active: [cleo])
        let ended = session.after(Happening(.accepted, 9, anna), team: team).after(Happening(.ended, 20), team: team)
        #expect(ended.users.isEmpty)
        #expect(ended.unattended?.outcome == .accepted)
    }

    @Test("Leaving the members takes a live call out away too; a past one stays")
    func leavingOutbound() {
        let calling = CallSession.outbound(Happening(.dialing, 0, anna))
        var left = calling
        left.leave(anna)
        #expect(left.after(Happening(.ringing, 3)).users.isEmpty)
        #expect(left.after(Happening(.ended, 9, reason: "busy")).unattended?.outcome == .notAccepted)
        let over = calling.after(Happening(.ended, 9))
        var leftLater = over
        leftLater.leave(anna)
        #expect(leftLater == over)
    }

    @Test("Leaving the members keeps a past entry as it was, also when the user is named again")
    func leavingPast() {
        var session = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 5, anna), Happening(.declined, 9, anna))
        let entry = session.interaction(of: anna)
        session.leave(anna)
        #expect(session.interaction(of: anna) == entry)
        let again = session.after(Happening(.offered, 12, anna), team: Team(members: [ben], active: [ben]))
        #expect(again.interaction(of: anna) == entry)
    }

    @Test("Who left and came back has a new entry from the next event on")
    func comingBack() {
        var session = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 5, anna))
        session.leave(anna)
        #expect(session.interaction(of: anna) == nil)
        let back = session.after(Happening(.offered, 30, anna))
        #expect(back.interaction(of: anna)?.attempts == 1)
        #expect(back.timers(of: anna)?.ring == .from(30))
    }

    @Test("Leaving the members after a conclusion leaves a past entry with it")
    func leavingConcluded() throws {
        var session = try CallSession.inbound(Happening(.queued, 0), Happening(.accepted, 5, anna)).concluded(by: anna, at: 9)
        session.leave(anna)
        let entry = try #require(session.interaction(of: anna))
        #expect(entry.state == .past)
        #expect(entry.outcome == .accepted)
        #expect(entry.conclusion?.tags == ["callback"])
        #expect(entry.timers[entry.timer]?.endedAt != nil)
    }

    @Test("An abandoned call in front of 200 members is one track, and 200 entries only when they are read")
    func manyMembers() {
        let members = Set((0..<200).map { "user\($0)@example.com" })
        let session = CallSession.inbound(
            Happening(.queued, 0), Happening(.offered, 5, "user7@example.com"), Happening(.ended, 30),
            team: Team(members: members, active: members))
        #expect(session.log.state.named == ["user7@example.com"])
        #expect(session.users.count == 200)
        #expect(session.interactions.allSatisfy { $0.outcome == .abandoned && $0.state == .past })
    }

    @Test("Users compare in lower case")
    func lowerCase() {
        let session = CallSession.inbound(Happening(.offered, 0, "Anna@Example.com"))
        #expect(session.users == [anna])
    }
}
