internal import CallModel

/// What an issuer publishes, its keys or its addresses, over time: a pure value, so that in tests a day passes without waiting.
///
/// It is fetched anew every ``Pace/refresh``. While that fails, what is there from before goes on being good until it is
/// ``Pace/longestUse`` old; then there is nothing, until a fetch succeeds.
struct IssuerCache<Content: Sendable>: Sendable {
    /// The times by which it is fetched and forgotten.
    struct Pace: Hashable, Sendable {
        /// The time from one good fetch to the next.
        var refresh = Duration.seconds(3_600)
        /// The age up to which it is good when no fetch succeeds.
        var longestUse = Duration.seconds(86_400)
        /// The least time between two fetches for tokens whose key is unknown.
        var askingPause = Duration.seconds(300)
        /// The time from the first failed fetch to the next; doubles with each failure, up to ``longestRetry`` or ``refresh``.
        var firstRetry = Duration.seconds(1)
        var longestRetry = Duration.seconds(300)
    }

    private let pace: Pace
    private var content: Content?
    private var fetchedAt: MonotonicTime?
    private var failedAt: MonotonicTime?
    private var askedAt: MonotonicTime?
    /// Fetches that failed since the last success.
    private(set) var failures = 0

    /// An empty cache; a fetch is due at once.
    init(pace: Pace = Pace()) {
        self.pace = pace
    }

    /// What is there; `nil` where there is nothing or it is too old.
    func usable(at now: MonotonicTime) -> Content? {
        guard let fetchedAt = self.fetchedAt, now - fetchedAt < self.pace.longestUse else { return nil }
        return self.content
    }

    /// When the next fetch is due; `nil` is at once.
    var dueAt: MonotonicTime? {
        guard self.failures > 0, let failedAt = self.failedAt else { return self.fetchedAt.map { $0 + self.pace.refresh } }
        let longest = min(self.pace.longestRetry, self.pace.refresh)
        return failedAt + min(self.pace.firstRetry * (1 << min(self.failures - 1, 20)), longest)
    }

    /// Whether the next fetch is due.
    func isDue(at now: MonotonicTime) -> Bool { self.dueAt.map { $0 <= now } ?? true }

    /// Whether a token with an unknown key may have the keys fetched now, and remembers that it did.
    ///
    /// A fetch that is due is nobody's doing. Others have a pause between them, so that strangers' tokens can't make us ask.
    mutating func mayAsk(at now: MonotonicTime) -> Bool {
        guard !self.isDue(at: now) else { return true }
        if let askedAt = self.askedAt, now - askedAt < self.pace.askingPause { return false }
        self.askedAt = now
        return true
    }

    /// Keeps what a fetch that succeeded has brought.
    mutating func succeed(with content: Content, at now: MonotonicTime) {
        self.content = content
        self.fetchedAt = now
        self.failures = 0
    }

    /// Counts a fetch that failed.
    mutating func fail(at now: MonotonicTime) {
        self.failedAt = now
        self.failures += 1
    }
}
