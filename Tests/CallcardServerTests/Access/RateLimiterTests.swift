import CallModel
import TestSupport
import Testing

@testable import CallcardServer

@Suite("B12 The rate of each credential")
struct RateLimiterTests {
    private let time = ManualTime()

    @Test("One that is too fast is refused, and others are not")
    func apart() {
        let limiter = RateLimiter(rate: 1, burst: 2, time: self.time)
        #expect((0..<4).map { _ in limiter.admit("flow") == nil } == [true, true, false, false])
        #expect(limiter.admit("owner") == nil)
        self.time.advance(by: .seconds(1))
        #expect((0..<2).map { _ in limiter.admit("flow") == nil } == [true, false])
    }

    @Test("Those who are quiet for long enough are let go of")
    func quietOnes() {
        let limiter = RateLimiter(rate: 10, burst: 10, time: self.time)
        for number in 0..<1_024 { _ = limiter.admit("person-\(number)") }
        #expect(limiter.count == 1_024)
        self.time.advance(by: .seconds(2))
        _ = limiter.admit("somebody else")
        #expect(limiter.count == 1)
    }

    @Test("However many credentials there are, only so many are remembered, and whoever is too fast is")
    func bounded() {
        let limiter = RateLimiter(rate: 1, burst: 100, limit: 2_000, time: self.time)
        while limiter.admit("flow") == nil {}
        for number in 0..<20_000 { #expect(limiter.admit("person-\(number)") == nil) }
        #expect(limiter.count <= 2_000)
        #expect(limiter.admit("flow") != nil)
    }
}
