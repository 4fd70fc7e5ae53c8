internal import CallModel

/// A rate with room for a burst, as a pure value.
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

    /// Whether it is as good as new.
    func isFull(at now: MonotonicTime) -> Bool { self.tokens(at: now) >= self.burst }

    /// Takes one token.
    ///
    /// - Returns: `nil` where there was one, else how long until there is.
    mutating func take(at now: MonotonicTime) -> Duration? {
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
