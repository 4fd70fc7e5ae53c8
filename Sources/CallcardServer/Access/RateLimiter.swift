internal import CallModel
internal import Waiting

/// Limits each credential to its rate.
///
/// Keys are few, but token holders may be many: whoever has been quiet for long enough to have the whole burst again is dropped
/// when there are twice as many as after the last such tidying. Where too many are not quiet, those who lose least by it begin anew.
final class RateLimiter: Sendable {
    private struct State {
        var buckets: [String: TokenBucket] = [:]
        var tidyAt: Int

        mutating func tidy(limit: Int, at now: MonotonicTime) {
            self.buckets = self.buckets.filter { !$0.value.isFull(at: now) }
            if self.buckets.count >= limit {
                let emptiest = self.buckets.sorted { $0.value.tokens(at: now) < $1.value.tokens(at: now) }.prefix(limit / 2)
                self.buckets = Dictionary(uniqueKeysWithValues: emptiest.map { ($0.key, $0.value) })
            }
            self.tidyAt = min(limit, max(RateLimiter.fewest, self.buckets.count * 2))
        }
    }

    private static let fewest = 1_024
    private let state: Lock<State>
    private let rate: Int
    private let burst: Int
    private let limit: Int
    private let time: any TimeSource

    /// - Parameters:
    ///   - rate: Requests a second of each credential, 1 at least.
    ///   - burst: Requests at once after a pause, 1 at least.
    ///   - limit: Credentials that are remembered, 2 at least.
    init(rate: Int, burst: Int, limit: Int = 50_000, time: any TimeSource) {
        self.rate = rate
        self.burst = burst
        self.limit = limit
        self.time = time
        self.state = Lock(State(tidyAt: min(limit, Self.fewest)))
    }

    /// Credentials that are remembered.
    var count: Int { self.state.withLock(\.buckets.count) }

    /// - Returns: `nil` where the request may pass, else how long to wait.
    func admit(_ id: String) -> Duration? {
        let now = self.time.monotonicNow()
        return self.state.withLock { state in
            if state.buckets.count >= state.tidyAt, state.buckets[id] == nil { state.tidy(limit: self.limit, at: now) }
            return state.buckets[id, default: TokenBucket(rate: self.rate, burst: self.burst, now: now)].consume(at: now)
        }
    }
}

/// A rate that allows for a burst, as a pure value.
struct TokenBucket: Hashable {
    /// Requests a second.
    let rate: Double
    /// Requests at once after a pause.
    let burst: Double
    private var tokens: Double
    private var filledAt: MonotonicTime

    init(rate: Int, burst: Int, now: MonotonicTime) {
        self.rate = Double(rate)
        self.burst = Double(burst)
        self.tokens = Double(burst)
        self.filledAt = now
    }

    /// Whether the bucket is as full as a new one.
    func isFull(at now: MonotonicTime) -> Bool { self.tokens(at: now) >= self.burst }

    /// Consumes one token.
    ///
    /// - Returns: `nil` where there was one, else how long until there is.
    mutating func consume(at now: MonotonicTime) -> Duration? {
        self.tokens = self.tokens(at: now)
        // A clock that was read before another one's request is behind, and must not be paid for twice.
        self.filledAt = max(self.filledAt, now)
        guard self.tokens < 1 else {
            self.tokens -= 1
            return nil
        }
        return .milliseconds(Int((1 - self.tokens) / self.rate * 1_000) + 1)
    }

    /// Requests that may come at once now.
    func tokens(at now: MonotonicTime) -> Double {
        let elapsed = Double((now - self.filledAt).nanoseconds) / 1e9
        return min(self.burst, self.tokens + max(0, elapsed) * self.rate)
    }
}
