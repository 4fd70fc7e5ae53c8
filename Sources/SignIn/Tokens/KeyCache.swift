internal import CallModel

/// An issuer's keys over time: a pure value, so that in tests a day passes without waiting.
///
/// Keys are fetched anew every ``Pace/refresh``. While that fails, those from before go on being good until they are
/// ``Pace/longestUse`` old; then there are none, until a fetch succeeds.
struct KeyCache<Keys: Sendable>: Sendable {
    /// The times by which keys are fetched and forgotten.
    struct Pace: Hashable, Sendable {
        /// The time from one good fetch to the next.
        var refresh = Duration.seconds(3_600)
        /// The age up to which keys are good when no fetch succeeds.
        var longestUse = Duration.seconds(86_400)
        /// The least time between two fetches for tokens whose key is unknown.
        var askingPause = Duration.seconds(300)
        /// The time from the first failed fetch to the next; doubles with each failure, up to ``longestRetry`` or ``refresh``.
        var firstRetry = Duration.seconds(1)
        var longestRetry = Duration.seconds(300)
    }

    private let pace: Pace
    private var keys: Keys?
    private var fetchedAt: MonotonicTime?
    private var failedAt: MonotonicTime?
    private var askedAt: MonotonicTime?
    /// Fetches that failed since the last success.
    private(set) var failures = 0

    /// A cache without keys; a fetch is due at once.
    init(pace: Pace = Pace()) {
        self.pace = pace
    }

    /// The keys to check with; `nil` where there are none or they are too old.
    func usable(at now: MonotonicTime) -> Keys? {
        guard let fetchedAt = self.fetchedAt, now - fetchedAt < self.pace.longestUse else { return nil }
        return self.keys
    }

    /// When the next fetch is due; `nil` is at once.
    var dueAt: MonotonicTime? {
        guard self.failures > 0, let failedAt = self.failedAt else { return self.fetchedAt.map { $0 + self.pace.refresh } }
        let longest = min(self.pace.longestRetry, self.pace.refresh)
        return failedAt + min(self.pace.firstRetry * (1 << min(self.failures - 1, 20)), longest)
    }

    /// Whether a token with an unknown key may have the keys fetched now, and remembers that it did.
    ///
    /// A fetch that is due is nobody's doing. Others have a pause between them, so that strangers' tokens can't make us ask.
    mutating func mayAsk(at now: MonotonicTime) -> Bool {
        guard let dueAt = self.dueAt, now < dueAt else { return true }
        if let askedAt = self.askedAt, now - askedAt < self.pace.askingPause { return false }
        self.askedAt = now
        return true
    }

    /// Keeps the keys of a fetch that succeeded.
    mutating func succeed(with keys: Keys, at now: MonotonicTime) {
        self.keys = keys
        self.fetchedAt = now
        self.failures = 0
    }

    /// Counts a fetch that failed.
    mutating func fail(at now: MonotonicTime) {
        self.failedAt = now
        self.failures += 1
    }
}
