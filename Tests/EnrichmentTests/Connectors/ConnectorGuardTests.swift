import CallModel
import Testing

@testable import Enrichment

@Suite("The gate before a connector")
struct ConnectorGuardTests {
    private let gate = ConnectorGuard(firstPause: .seconds(5), chance: { 0.5 })
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private func ask(_ outcome: Outcome, _ error: ConnectorError? = nil, at now: MonotonicTime = start) throws {
        guard case .permitted(let permit) = self.gate.admit(at: now) else { throw Refused() }
        self.gate.send(permit)
        self.gate.end(permit, outcome, error: error, elapsed: .milliseconds(10), at: now, wall: WallTime(milliseconds: 0))
    }

    private func refusal(at now: MonotonicTime) -> Outcome? {
        if case .refused(let outcome) = self.gate.admit(at: now) { outcome } else { nil }
    }

    private struct Refused: Error {}

    @Test("A21 After 429 nobody asks before the time is over; without a time that is a second", arguments: [nil, 30])
    func tooManyRequests(seconds: Int?) throws {
        try self.ask(.http429, .http429(retryAfter: seconds.map { .seconds($0) }))
        let end = Self.start + .seconds(seconds ?? 1)
        #expect(self.refusal(at: Self.start) == .http429)
        #expect(self.refusal(at: MonotonicTime(nanoseconds: end.nanoseconds - 1)) == .http429)
        #expect(self.refusal(at: end) == nil)
    }

    @Test("A21 429 does not count for the breaker")
    func quotaIsNoFailure() throws {
        for second in 0..<10 { try self.ask(.http429, .http429(retryAfter: nil), at: Self.start + .seconds(second * 2)) }
        #expect(self.gate.breaker(at: Self.start) == .closed)
    }

    @Test("A22 503 with a time is waited for, and counts for the breaker")
    func unavailable() throws {
        for second in 0..<5 {
            try self.ask(.http5xx, .http5xx(retryAfter: .seconds(1)), at: Self.start + .seconds(second * 2))
            #expect(self.refusal(at: Self.start + .seconds(second * 2)) == .http5xx)
        }
        #expect(self.refusal(at: Self.start + .seconds(10)) == .breakerOpen)
    }

    @Test("A20 Nobody found, and refusals of one question, don't open the breaker", arguments: [Outcome.miss, .http4xx, .hit])
    func answersAreAlive(outcome: Outcome) throws {
        for _ in 0..<50 { try self.ask(outcome) }
        #expect(self.gate.breaker(at: Self.start) == .closed)
    }

    @Test("A question that was never sent shows nothing")
    func neverSent() throws {
        for _ in 0..<50 {
            guard case .permitted(let permit) = self.gate.admit(at: Self.start) else { throw Refused() }
            let end = self.gate.end(permit, .timeout, elapsed: .seconds(1), at: Self.start, wall: WallTime(milliseconds: 0))
            #expect(end.isFirst && !end.wasSent)
        }
        #expect(self.gate.breaker(at: Self.start) == .closed)
        #expect(self.gate.history.figures(at: Self.start).asked == 0)
    }

    @Test("A permit ends once")
    func endsOnce() throws {
        guard case .permitted(let permit) = self.gate.admit(at: Self.start) else { throw Refused() }
        self.gate.send(permit)
        let wall = WallTime(milliseconds: 0)
        #expect(self.gate.end(permit, .timeout, elapsed: .zero, at: Self.start, wall: wall).isFirst)
        #expect(!self.gate.end(permit, .hit, elapsed: .zero, at: Self.start, wall: wall).isFirst)
        #expect(self.gate.history.last?.outcome == .timeout)
    }

    @Test("The history counts the last quarter of an hour")
    func history() throws {
        var history = ConnectorHistory()
        let wall = WallTime(milliseconds: 5)
        history.add(.hit, elapsed: .seconds(9), at: Self.start, wall: wall)
        for index in 1...100 {
            history.add(index <= 25 ? .hit : .miss, elapsed: .milliseconds(index), at: Self.start + .seconds(901), wall: wall)
        }
        history.add(.timeout, elapsed: .seconds(2), at: Self.start + .seconds(901), wall: WallTime(milliseconds: 6))
        let figures = history.figures(at: Self.start + .seconds(901))
        #expect(figures.asked == 101 && figures.hitRate == 0.25)
        #expect(figures.p50 == .milliseconds(50) && figures.p99 == .milliseconds(99))
        #expect(history.lastSuccess == wall && history.last?.outcome == .timeout)
        for _ in 0..<2_000 { history.add(.miss, elapsed: .zero, at: Self.start + .seconds(902), wall: wall) }
        #expect(history.figures(at: Self.start + .seconds(902)).asked == ConnectorHistory.most)
    }
}
