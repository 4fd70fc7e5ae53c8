internal import CallModel
internal import Synchronization

/// Holds each credential to its rate.
///
/// Keys are few, but token holders may be many: whoever has been quiet for long enough to have the whole burst again is dropped
/// when there are twice as many as after the last such tidying.
final class RateLimiter: Sendable {
    private struct State {
        var buckets: [String: TokenBucket] = [:]
        var tidyAt = RateLimiter.fewest
    }

    private static let fewest = 1_024
    private let state = Mutex(State())
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
        return self.state.withLock { state in
            if state.buckets.count >= state.tidyAt {
                state.buckets = state.buckets.filter { !$0.value.isFull(at: now) }
                state.tidyAt = max(Self.fewest, state.buckets.count * 2)
            }
            return state.buckets[id, default: TokenBucket(rate: self.rate, burst: self.burst, now: now)].take(at: now)
        }
    }
}
