import Application
import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("Who is signed in")
struct LoginSessionTableTests {
    private let time = ManualTime()

    private func table(count: Int = 10) -> LoginSessionTable {
        LoginSessionTable(limits: LoginSessionLimits(idle: .seconds(60), longest: .seconds(150), count: count))
    }

    private func record(_ id: String, of user: String = "anna@example.com") -> LoginSessionRecord {
        let now = self.time.wallNow()
        return LoginSessionRecord(id: id, user: user, startedAt: now, expiresAt: now + .seconds(150))
    }

    /// Begins one now, so many seconds after the one before.
    private func begin(_ id: String, _ table: inout LoginSessionTable, after seconds: Int = 0) -> LoginSessionRecord {
        self.time.advance(by: .seconds(seconds))
        let record = self.record(id)
        #expect(table.begin(record, at: Moment(self.time)) == .begun)
        return record
    }

    @Test(
        "A pause of the idle time ends a login session, and nothing brings it back",
        arguments: [(59, true), (60, false), (61, false)])
    func idle(pause: Int, goesOn: Bool) {
        var table = self.table()
        let record = self.begin("a", &table)
        self.time.advance(by: .seconds(pause))
        #expect(table.touch(record, at: Moment(self.time)) == goesOn)
        #expect(table.touch(record, at: Moment(self.time)) == goesOn && table.count == (goesOn ? 1 : 0))
    }

    @Test("Use keeps a login session, up to the longest one")
    func longest() {
        var table = self.table()
        let record = self.begin("a", &table)
        for _ in 0..<3 {
            self.time.advance(by: .seconds(49))
            #expect(table.touch(record, at: Moment(self.time)) == true)
        }
        self.time.advance(by: .seconds(3))
        #expect(table.touch(record, at: Moment(self.time)) == false)
    }

    @Test("A longest time that is shorter today holds for those from before; a longer one does not")
    func longestToday() {
        let record = self.record("a")
        self.time.advance(by: .seconds(100))
        for (longest, goesOn) in [(99, false), (101, true), (1_000, true)] {
            var table = LoginSessionTable(limits: LoginSessionLimits(longest: .seconds(longest)))
            #expect(table.touch(record, at: Moment(self.time)) == goesOn)
        }
        self.time.advance(by: .seconds(50))
        var table = LoginSessionTable(limits: LoginSessionLimits(longest: .seconds(1_000)))
        #expect(table.touch(record, at: Moment(self.time)) == false)
    }

    @Test("A clock that was set back lengthens none", arguments: [(-599, true), (-601, false)])
    func clock(jump: Int, goesOn: Bool) {
        var table = self.table()
        let record = self.record("a")
        self.time.jump(by: .seconds(jump))
        #expect(table.touch(record, at: Moment(self.time)) == goesOn)
    }

    @Test("Beyond the limit the one that was quiet for longest ends")
    func bounded() {
        var table = self.table(count: 2)
        let (first, second) = (self.begin("a", &table), self.begin("b", &table, after: 1))
        self.time.advance(by: .seconds(1))
        #expect(table.touch(first, at: Moment(self.time)) == true)
        let third = self.begin("c", &table, after: 1)
        #expect([first, second, third].map { table.touch($0, at: Moment(self.time)) } == [true, false, true])
        #expect(table.count == 2)
    }

    @Test("What is over makes room before anybody has to go")
    func roomIsMadeOfWhatIsOver() {
        var table = self.table(count: 2)
        _ = self.begin("a", &table)
        let second = self.begin("b", &table, after: 50)
        _ = self.begin("c", &table, after: 50)
        #expect(table.count == 2 && table.touch(second, at: Moment(self.time)))
    }

    @Test("One that has ended stays so until its cookie's own end, and is forgotten then")
    func ended() {
        var table = self.table()
        let record = self.begin("a", &table)
        #expect(table.end("a", at: Moment(self.time))?.endedAt == self.time.wallNow())
        #expect(table.end("a", at: Moment(self.time)) != nil && table.end("b", at: Moment(self.time)) == nil)
        self.time.advance(by: .seconds(149))
        table.sweep(at: Moment(self.time))
        #expect(!table.touch(record, at: Moment(self.time)) && table.all.isEmpty)
        self.time.advance(by: .seconds(1))
        table.sweep(at: Moment(self.time))
        #expect(table.end("a", at: Moment(self.time)) == nil)
    }

    @Test("What was ended is so at the next start; the others go on, with a new idle time")
    func restart() {
        var before = self.table()
        let records = ["a", "b"].map { self.begin($0, &before) }
        before.end("a", at: Moment(self.time))
        self.time.advance(by: .seconds(70))
        var table = self.table()
        table.restore(before.unsaved, at: Moment(self.time))
        #expect(records.map { table.touch($0, at: Moment(self.time)) } == [false, true])
        #expect(table.all.map(\.id) == ["b"])
    }

    @Test("A cookie that the journal knows nothing of is good, and is journaled then")
    func lostJournal() {
        var table = self.table()
        let record = self.record("a")
        #expect(table.touch(record, at: Moment(self.time)) && table.all == [record] && table.unsaved == [record])
    }

    @Test("A cookie that the journal knows nothing of is ended all the same")
    func endOfUnknown() {
        var table = self.table()
        let record = self.record("a")
        #expect(table.end(record, at: Moment(self.time))?.endedAt == self.time.wallNow())
        #expect(table.touch(record, at: Moment(self.time)) == false)
        #expect(table.unsaved.count == 1 && table.count == 0)
    }

    @Test("What changes is to be journaled until it is; what has changed since then still is")
    func unsaved() {
        var table = self.table()
        let record = self.begin("a", &table)
        #expect(table.unsaved == [record])
        table.end("a", at: Moment(self.time))
        table.settle([record])
        #expect(table.unsaved.map { $0.endedAt != nil } == [true])
        table.settle(table.unsaved)
        #expect(table.unsaved.isEmpty)
        let idle = self.begin("b", &table)
        table.settle([idle])
        self.time.advance(by: .seconds(60))
        table.sweep(at: Moment(self.time))
        #expect(table.unsaved.map(\.id) == ["b"], "the idle one is over after a restart as well")
    }

    @Test("The same answer begins one once, and nobody begins without end")
    func limits() {
        var table = self.table(count: 1_000)
        let record = self.begin("a", &table)
        #expect(table.begin(record, at: Moment(self.time)) == .known)
        for number in 1..<LoginSessionTable.limitOfOne {
            #expect(table.begin(self.record("a-\(number)"), at: Moment(self.time)) == .begun)
            table.end("a-\(number)", at: Moment(self.time))
        }
        #expect(table.begin(self.record("b"), at: Moment(self.time)) == .tooMany)
        #expect(table.begin(self.record("c", of: "ben@example.com"), at: Moment(self.time)) == .begun)
        self.time.advance(by: .seconds(150))
        table.sweep(at: Moment(self.time))
        #expect(table.begin(self.record("b"), at: Moment(self.time)) == .begun)
    }
}
