import CallModel
import Testing

@testable import CallcardServer

@Suite("Who is signed in")
struct LoginSessionTableTests {
    private static let anna = Principal(id: "a", role: .agent, services: .all, user: "anna@example.com")
    private let start = MonotonicTime(nanoseconds: 0)

    private func ledger(count: Int = 10) -> LoginSessionTable<Int> {
        LoginSessionTable(limits: LoginSessionLimits(idle: .seconds(60), longest: .seconds(150), count: count))
    }

    @Test("A pause of the idle time ends a visit, and nothing brings it back", arguments: [(59, true), (60, false), (61, false)])
    func idle(pause: Int, goesOn: Bool) {
        var ledger = self.ledger()
        ledger.begin(1, as: Self.anna, at: self.start)
        #expect((ledger.use(1, at: self.start + .seconds(pause)) != nil) == goesOn)
        #expect((ledger.use(1, at: self.start) != nil) == goesOn)
    }

    @Test("Use keeps a visit, up to the longest one")
    func longest() {
        var ledger = self.ledger()
        ledger.begin(1, as: Self.anna, at: self.start)
        for second in [50, 100, 149] { #expect(ledger.use(1, at: self.start + .seconds(second)) == Self.anna) }
        #expect(ledger.use(1, at: self.start + .seconds(150)) == nil)
    }

    @Test("Beyond the limit the one that was quiet for longest goes")
    func bounded() {
        var ledger = self.ledger(count: 2)
        ledger.begin(1, as: Self.anna, at: self.start)
        ledger.begin(2, as: Self.anna, at: self.start + .seconds(1))
        _ = ledger.use(1, at: self.start + .seconds(2))
        ledger.begin(3, as: Self.anna, at: self.start + .seconds(3))
        #expect((1...3).map { ledger.use($0, at: self.start + .seconds(4)) != nil } == [true, false, true])
    }

    @Test("What is over makes room before anybody has to go")
    func roomIsMadeOfWhatIsOver() {
        var ledger = self.ledger(count: 2)
        ledger.begin(1, as: Self.anna, at: self.start)
        ledger.begin(2, as: Self.anna, at: self.start + .seconds(50))
        ledger.begin(3, as: Self.anna, at: self.start + .seconds(100))
        #expect(ledger.count == 2 && ledger.use(2, at: self.start + .seconds(101)) != nil)
    }

    @Test func sweepingLetsGoOfWhatIsOverOnly() {
        var ledger = self.ledger()
        ledger.begin(1, as: Self.anna, at: self.start)
        ledger.begin(2, as: Self.anna, at: self.start + .seconds(50))
        ledger.sweep(at: self.start + .seconds(60))
        #expect(ledger.count == 1 && ledger.use(2, at: self.start + .seconds(61)) != nil)
    }
}
