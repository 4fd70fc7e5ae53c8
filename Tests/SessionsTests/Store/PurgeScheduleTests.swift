import CallModel
import Testing

@testable import Sessions

@Suite("D21 When old records may be deleted")
struct PurgeScheduleTests {
    private static let start = WallTime(milliseconds: 1_795_255_200_000)
    private static let day = 86_400

    /// What is looked for, as seconds after the start by either clock.
    private struct Seen: Equatable {
        let now: Int
        let wall: Int

        init(_ now: Int, _ wall: Int) { (self.now, self.wall) = (now, wall) }
    }

    /// A schedule and its clocks.
    private final class Bench {
        var schedule = PurgeSchedule(AnchoredClock(PurgeScheduleTests.start, at: MonotonicTime(nanoseconds: 0)))
        var seconds = 0
        var ahead = 0

        var now: MonotonicTime { MonotonicTime(nanoseconds: Int64(self.seconds) * 1_000_000_000) }
        var wall: WallTime { PurgeScheduleTests.start + .seconds(self.seconds + self.ahead) }

        /// What is looked for now.
        func look(after seconds: Int = 0) -> Seen? {
            self.seconds += seconds
            return self.schedule.tick(wall: self.wall, at: self.now).map { look in
                let offsets = [look.now, look.wall].map { Int(($0 - PurgeScheduleTests.start).components.seconds) }
                return Seen(offsets[0], offsets[1])
            }
        }

        func allows(_ due: Int, of all: Int, byWall: Int? = nil) -> Bool {
            self.schedule.allows(all: all, due: due, dueByWall: byWall ?? due, at: self.now)
        }
    }

    @Test("At once, then every hour, by a clock that doesn't jump")
    func hourly() {
        let bench = Bench()
        #expect(bench.look() == Seen(0, 0))
        #expect(bench.look(after: 3_599) == nil)
        #expect(bench.look(after: 1) == Seen(3_600, 3_600))
        bench.ahead = 299
        #expect(bench.look(after: 1) == nil)
    }

    @Test("A jump is looked at once, by the earlier of both clocks, and again when it is over", arguments: [100 * day, -3_600])
    func jumps(ahead: Int) {
        let bench = Bench()
        _ = bench.look()
        bench.ahead = ahead
        #expect(bench.look(after: 10) == Seen(10 + min(ahead, 0), 10 + ahead))
        #expect(bench.look(after: 10) == nil)
        bench.ahead = 0
        #expect(bench.look(after: 10) == Seen(30, 30))
    }

    @Test("A clock that has stood for six hours counts; not one that goes on jumping")
    func trust() {
        let bench = Bench()
        _ = bench.look()
        bench.ahead = Self.day
        #expect(bench.look(after: 1)?.now == 1)
        bench.ahead = 2 * Self.day
        #expect(bench.look(after: 20_000)?.now == 20_001)
        #expect(bench.look(after: 21_599)?.now == 41_600)
        let time = 41_601 + 2 * Self.day
        #expect(bench.look(after: 1) == Seen(time, time))
    }

    @Test("A tenth goes at once; more waits six hours the first time, and says so")
    func share() {
        let bench = Bench()
        #expect(bench.allows(10, of: 100) && bench.schedule.note == nil)
        let doubtful = Bench()
        #expect(!doubtful.allows(11, of: 100))
        #expect(doubtful.schedule.note?.contains("11 of 100 past calls") == true)
        doubtful.seconds = 21_599
        #expect(!doubtful.allows(12, of: 100))
        doubtful.seconds = 21_600
        #expect(doubtful.allows(12, of: 100) && doubtful.schedule.note == nil)
    }

    @Test("Once a purge was in order, the next ones delete what has come of age since, however much it is")
    func proven() {
        let bench = Bench()
        #expect(bench.allows(0, of: 5) && bench.allows(5, of: 5))
    }

    @Test("After a jump that was taken, the first purge is doubtful again")
    func doubtfulAfterJump() {
        let bench = Bench()
        _ = bench.look()
        #expect(bench.allows(0, of: 5))
        bench.ahead = 100 * Self.day
        _ = bench.look(after: 1)
        #expect(bench.allows(0, of: 5, byWall: 5))
        #expect(bench.schedule.note?.contains("has jumped by 8640000 s, which makes 5 past calls old") == true)
        _ = bench.look(after: 21_600)
        #expect(!bench.allows(5, of: 5))
    }

    @Test("No calls at all are no doubt")
    func nothing() {
        let bench = Bench()
        #expect(bench.allows(0, of: 0) && bench.schedule.note == nil)
    }
}
