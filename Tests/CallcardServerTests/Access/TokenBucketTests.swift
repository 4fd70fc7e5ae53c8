import CallModel
import Testing

@testable import CallcardServer

@Suite("B12 A rate with room for a burst")
struct TokenBucketTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    /// How many of `count` requests at once may pass.
    private func passed(_ bucket: inout TokenBucket, _ count: Int, after: Duration = .zero) -> Int {
        (0..<count).count { _ in bucket.consume(at: self.start + after) == nil }
    }

    @Test("After a pause a burst may pass, and nothing beyond it", arguments: [(1, 1), (10, 25), (200, 50)])
    func burst(burst: Int, rate: Int) {
        var bucket = TokenBucket(rate: rate, burst: burst, now: self.start)
        #expect(self.passed(&bucket, burst + 100) == burst)
    }

    @Test(
        "Then as many pass as the rate gives, never more than the burst",
        arguments: [(100, 1), (1_000, 10), (1_500, 15), (2_000, 20), (60_000, 20)])
    func refilling(milliseconds: Int, passed: Int) {
        var bucket = TokenBucket(rate: 10, burst: 20, now: self.start)
        _ = self.passed(&bucket, 20)
        #expect(self.passed(&bucket, 100, after: .milliseconds(milliseconds)) == passed)
    }

    @Test("The wait that it names is long enough, and not much longer", arguments: [1, 3, 10, 50])
    func wait(rate: Int) throws {
        var bucket = TokenBucket(rate: rate, burst: 1, now: self.start)
        #expect(bucket.consume(at: self.start) == nil)
        let refused = bucket.consume(at: self.start)
        let wait = try #require(refused)
        var early = bucket
        #expect(early.consume(at: self.start + wait - .milliseconds(3)) != nil)
        #expect(bucket.consume(at: self.start + wait) == nil)
    }

    @Test("Who is refused loses nothing by asking")
    func refusalsAreFree() {
        var (asking, quiet) = (
            TokenBucket(rate: 10, burst: 5, now: self.start), TokenBucket(rate: 10, burst: 5, now: self.start)
        )
        _ = (self.passed(&asking, 5), self.passed(&quiet, 5))
        for tenth in 1..<10 { _ = self.passed(&asking, 3, after: .milliseconds(tenth * 10)) }
        #expect(self.passed(&asking, 5, after: .milliseconds(550)) == self.passed(&quiet, 5, after: .milliseconds(550)))
    }

    @Test("A clock that was read earlier gives nothing, and takes nothing away")
    func earlierClock() {
        var bucket = TokenBucket(rate: 10, burst: 2, now: self.start)
        #expect((0..<3).map { _ in bucket.consume(at: self.start - .seconds(100)) == nil } == [true, true, false])
        #expect(bucket.consume(at: self.start) != nil)
    }

    @Test("It is full again once the whole burst could pass", arguments: [(199, false), (200, true), (900, true)])
    func full(milliseconds: Int, isFull: Bool) {
        var bucket = TokenBucket(rate: 10, burst: 4, now: self.start)
        _ = self.passed(&bucket, 2)
        #expect(bucket.isFull(at: self.start + .milliseconds(milliseconds)) == isFull)
    }
}

extension MonotonicTime {
    fileprivate static func - (time: MonotonicTime, span: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds - span.nanoseconds)
    }
}
