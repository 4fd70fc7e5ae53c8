import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("B12 Rates that requests fight over", .timeLimit(.minutes(5)))
struct RateLimiterConcurrencyTests {
    private let time = ManualTime()

    @Test("While the clock stands, each credential has its burst, and not one request more")
    func bursts() async throws {
        let limiter = RateLimiter(rate: 1, burst: 100, time: self.time)
        let passed = try await race(16) { racer -> String? in
            let id = "key-\(racer.step % 8)"
            return limiter.admit(id) == nil ? id : nil
        }
        let counts = passed.reduce(into: [String: Int]()) { counts, id in if let id { counts[id, default: 0] += 1 } }
        #expect(counts.count == 8 && counts.values.allSatisfy { $0 == 100 })
        #expect(limiter.count == 8)
    }

    @Test("While thousands come, who has used up the burst goes on being refused, and only so many are remembered")
    func tidying() async throws {
        let limiter = RateLimiter(rate: 1, burst: 2, limit: 1_100, time: self.time)
        while limiter.admit("flow") == nil {}
        try await race(steps: 300) { racer in
            if racer.below(4) == 0 {
                #expect(limiter.admit("flow") != nil)
            } else {
                #expect(limiter.admit("person-\(racer.index)-\(racer.step)") == nil)
            }
            if racer.step % 64 == 0 { #expect(limiter.count <= 1_100) }
        }
        #expect(limiter.count <= 1_100)
    }
}
