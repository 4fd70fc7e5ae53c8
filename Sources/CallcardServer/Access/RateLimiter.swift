internal import CallModel
internal import Synchronization

/// Holds each credential to its rate. Credentials are configured, so there are few.
final class RateLimiter: Sendable {
    private let buckets = Mutex<[String: TokenBucket]>([:])
    private let rate: Int
    private let burst: Int
    private let time: any TimeSource

    init(rate: Int, burst: Int, time: any TimeSource) {
        self.rate = rate
        self.burst = burst
        self.time = time
    }

    /// - Returns: `nil` where the request may pass, else how long to wait.
    func admit(_ id: String) -> Duration? {
        let now = self.time.monotonicNow()
        return self.buckets.withLock { buckets in
            buckets[id, default: TokenBucket(rate: self.rate, burst: self.burst, now: now)].take(at: now)
        }
    }
}
