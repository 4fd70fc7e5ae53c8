import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("The gate before a connector that many ask", .timeLimit(.minutes(5)))
struct ConnectorGuardConcurrencyTests {
    private let gate = ConnectorGuard(firstPause: .seconds(5), chance: { 0.5 })
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private static let wall = WallTime(milliseconds: 0)

    private func permit(at now: MonotonicTime = Self.start) -> Permit? {
        if case .permitted(let permit) = self.gate.admit(at: now) { permit } else { nil }
    }

    @Test("Each permit ends once, whoever ends it, and each question that was sent is counted once")
    func ends() async throws {
        let permits = try (0..<300).map { _ in try #require(self.permit()) }
        let firsts = try await race(8, steps: permits.count) { racer -> Int in
            let permit = permits[racer.step]
            if racer.index == 0 { self.gate.send(permit) }
            let end = self.gate.end(permit, .hit, elapsed: .zero, at: Self.start, wall: Self.wall)
            return end.isFirst ? (end.wasSent ? 1_000 : 1) : 0
        }
        let (sent, unsent) = (firsts.count { $0 == 1_000 }, firsts.count { $0 == 1 })
        #expect(sent + unsent == permits.count)
        #expect(self.gate.history.figures(at: Self.start).asked == sent)
    }

    @Test("After a pause one probe goes through, and only one, until it has ended")
    func probes() async throws {
        var now = Self.start
        for _ in 0..<20 {
            while case .closed = self.gate.breaker(at: now) {
                let permit = try #require(self.permit(at: now))
                self.gate.send(permit)
                self.gate.end(permit, .timeout, elapsed: .zero, at: now, wall: Self.wall)
            }
            now = now + .seconds(301)
            let probes = try await race(8, steps: 10) { [now] _ in self.permit(at: now) }.compactMap(\.self)
            #expect(probes.count == 1)
            let probe = try #require(probes.first)
            #expect(probe.isProbe)
            self.gate.send(probe)
            self.gate.end(probe, .hit, elapsed: .zero, at: now, wall: Self.wall)
            #expect(self.gate.breaker(at: now) == .closed)
        }
    }

    @Test("Of the retries not more are spent than were earned")
    func retries() async throws {
        let spent = try await race { racer -> Int in
            if let permit = self.permit() {
                self.gate.send(permit)
                self.gate.end(permit, .hit, elapsed: .zero, at: Self.start, wall: Self.wall)
            }
            return self.gate.spendRetry() ? 1 : 0
        }.reduce(0, +)
        #expect(spent > 0 && spent <= 240)
    }
}
