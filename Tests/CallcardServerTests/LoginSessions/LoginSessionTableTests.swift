import Application
import CallModel
import Testing

@testable import CallcardServer

@Suite("Who is signed in")
struct LoginSessionTableTests {
    private static let anna = Principal(id: "a", role: .agent, services: .all, user: "anna@example.com")
    private let start = MonotonicTime(nanoseconds: 0)

    private func table(count: Int = 10) -> LoginSessionTable<Int> {
        LoginSessionTable(limits: LoginSessionLimits(idle: .seconds(60), longest: .seconds(150), count: count))
    }

    @Test(
        "A pause of the idle time ends a login session, and nothing brings it back",
        arguments: [(59, true), (60, false), (61, false)])
    func idle(pause: Int, goesOn: Bool) {
        var table = self.table()
        table.create(1, as: Self.anna, at: self.start)
        #expect((table.touch(1, at: self.start + .seconds(pause)) != nil) == goesOn)
        #expect((table.touch(1, at: self.start) != nil) == goesOn)
    }

    @Test("Use keeps a login session, up to the longest one")
    func longest() {
        var table = self.table()
        table.create(1, as: Self.anna, at: self.start)
        for second in [50, 100, 149] { #expect(table.touch(1, at: self.start + .seconds(second)) == Self.anna) }
        #expect(table.touch(1, at: self.start + .seconds(150)) == nil)
    }

    @Test("Beyond the limit the one that was quiet for longest goes")
    func bounded() {
        var table = self.table(count: 2)
        table.create(1, as: Self.anna, at: self.start)
        table.create(2, as: Self.anna, at: self.start + .seconds(1))
        _ = table.touch(1, at: self.start + .seconds(2))
        table.create(3, as: Self.anna, at: self.start + .seconds(3))
        #expect((1...3).map { table.touch($0, at: self.start + .seconds(4)) != nil } == [true, false, true])
    }

    @Test("What is over makes room before anybody has to go")
    func roomIsMadeOfWhatIsOver() {
        var table = self.table(count: 2)
        table.create(1, as: Self.anna, at: self.start)
        table.create(2, as: Self.anna, at: self.start + .seconds(50))
        table.create(3, as: Self.anna, at: self.start + .seconds(100))
        #expect(table.count == 2 && table.touch(2, at: self.start + .seconds(101)) != nil)
    }

    @Test func sweepingLetsGoOfWhatIsOverOnly() {
        var table = self.table()
        table.create(1, as: Self.anna, at: self.start)
        table.create(2, as: Self.anna, at: self.start + .seconds(50))
        table.sweep(at: self.start + .seconds(60))
        #expect(table.count == 1 && table.touch(2, at: self.start + .seconds(61)) != nil)
    }
}
