import CallModel
import Sessions
import Testing

@Suite("What changed for whom")
struct InteractionChangeTests {
    private let queued = CallSession.inbound(Happening(.queued, 0))

    @Test("A new call is a new entry for all who watch the queue")
    func new() throws {
        #expect(self.queued.changedUsers(since: nil) == [anna, ben, cleo])
        let entry = try #require(self.queued.interaction(of: anna))
        #expect(self.queued.change(for: anna, since: nil) == .entry(entry))
        #expect(self.queued.change(for: dora, since: nil) == nil)
    }

    @Test("An offer changes one entry, an accept takes the others away")
    func offerAndAccept() throws {
        let offered = self.queued.after(Happening(.offered, 5, anna))
        #expect(offered.changedUsers(since: self.queued) == [anna])
        let taken = offered.after(Happening(.accepted, 9, anna))
        #expect(taken.changedUsers(since: offered) == [anna, ben, cleo])
        #expect(taken.change(for: ben, since: offered) == .removed)
        #expect(taken.change(for: anna, since: offered) == .entry(try #require(taken.interaction(of: anna))))
    }

    @Test("An event that changes nothing is no news; one that moves the start is news for all")
    func nothingAndStart() {
        #expect(self.queued.after(Happening(.queued, 4)).changedUsers(since: self.queued).isEmpty)
        #expect(self.queued.after(Happening(.offered, -5, dora)).changedUsers(since: self.queued) == [anna, ben, cleo, dora])
    }

    @Test("S62 A conclusion is a change of its own, for its user alone")
    func concluded() throws {
        let taken = self.queued.after(Happening(.accepted, 9, anna)).after(Happening(.accepted, 19, ben))
        let saved = try taken.concluded(by: anna, at: 30)
        #expect(saved.changedUsers(since: taken) == [anna])
        let entry = try #require(saved.interaction(of: anna))
        #expect(!entry.isOpen)
        #expect(saved.change(for: anna, since: taken) == .concluded(entry))
        let ended = saved.after(Happening(.ended, 40))
        #expect(ended.changedUsers(since: saved) == [ben])
    }

    @Test("A change of who joins or leaves is theirs alone")
    func joinAndLeave() {
        var joined = self.queued
        joined.join(dora)
        #expect(joined.changedUsers(since: self.queued) == [dora])
        var left = joined
        left.leave(anna)
        #expect(left.changedUsers(since: joined) == [anna])
        #expect(left.change(for: anna, since: joined) == .removed)
    }
}
