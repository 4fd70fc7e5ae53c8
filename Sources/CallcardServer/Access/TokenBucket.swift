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

    /// Takes one token.
    ///
    /// - Returns: `nil` where there was one, else how long until there is.
    mutating func take(at now: MonotonicTime) -> Duration? {
        let elapsed = Double((now - self.filledAt).nanoseconds) / 1e9
        self.tokens = min(self.burst, self.tokens + max(0, elapsed) * self.rate)
        self.filledAt = now
        guard self.tokens < 1 else {
            self.tokens -= 1
            return nil
        }
        return .milliseconds(Int((1 - self.tokens) / self.rate * 1_000) + 1)
    }
}
