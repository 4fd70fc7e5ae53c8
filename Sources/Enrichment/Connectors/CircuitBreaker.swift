package import CallModel

/// The state of a circuit breaker, by which a connector is asked or not.
package enum CircuitBreakerState: Hashable, Sendable {
    /// Asked.
    case closed
    /// Not asked before that time.
    case open(until: MonotonicTime)
    /// One question is under way as a probe; others are not sent.
    case halfOpen
}

/// Stops asking a connector that fails, and tries it again with one question after a pause that grows.
///
/// A pure state machine: time and chance come in as parameters.
///
///     closed ── 5 failures in a row, or half of 20 in 10 s ──► open ── its pause is over, next question ──► half open
///       ▲                                                        ▲                                              │
///       └────────────────── the probe found it alive ────────────┼──────────────────────────────────────────────┤
///                                                                └──────── the probe failed: a longer pause ────┘
struct CircuitBreaker {
    /// The evidence that a question gave about the connector.
    enum Evidence {
        /// It answered, whatever it said.
        case alive
        /// It failed.
        case failed
        /// It refused our credentials, which seldom passes by itself.
        case refused
        /// No evidence: the answer was not waited for.
        case none
    }

    /// Failures in a row that open it.
    static let failuresInARow = 5
    /// The share of failures that opens it, of at least ``leastQuestions`` in ten seconds.
    static let failedShare = 0.5
    static let leastQuestions = 20
    /// The longest pause, however often its probes fail.
    static let longestPause = Duration.seconds(300)
    /// The shortest pause after refused credentials.
    static let refusedPause = Duration.seconds(60)

    private(set) var state = CircuitBreakerState.closed
    private let firstPause: Duration
    /// Failures since the last answer.
    private var inARow = 0
    private var window = FailureWindow()
    /// Openings since it was last closed.
    private var openings = 0

    /// - Parameter firstPause: How long it stays open the first time; doubled each time the probe fails.
    init(firstPause: Duration) {
        self.firstPause = firstPause
    }

    /// Whether a question may be sent; the first one after a pause is the probe.
    mutating func admit(at now: MonotonicTime) -> (isAdmitted: Bool, isProbe: Bool) {
        switch self.state {
        case .closed: return (true, false)
        case .halfOpen: return (false, false)
        case .open(let until):
            guard now >= until else { return (false, false) }
            self.state = .halfOpen
            return (true, true)
        }
    }

    /// Records what a question showed. Questions from before an opening change nothing any more.
    ///
    /// - Parameter chance: From 0 to 1, for the jitter of ± 20 %.
    mutating func record(_ evidence: Evidence, isProbe: Bool, at now: MonotonicTime, chance: Double) {
        switch (self.state, evidence) {
        case (.closed, .alive):
            self.inARow = 0
            self.window.add(failed: false, at: now)
        case (.closed, .failed), (.closed, .refused):
            self.inARow += 1
            self.window.add(failed: true, at: now)
            let isBad = self.window.failed(share: Self.failedShare, of: Self.leastQuestions, at: now)
            if self.inARow >= Self.failuresInARow || isBad { self.open(after: evidence, at: now, chance: chance) }
        case (.halfOpen, .alive) where isProbe:
            self = CircuitBreaker(firstPause: self.firstPause)
        case (.halfOpen, .failed) where isProbe, (.halfOpen, .refused) where isProbe:
            self.open(after: evidence, at: now, chance: chance)
        case (.halfOpen, .none) where isProbe:
            // The next question is the probe.
            self.state = .open(until: now)
        default: break
        }
    }

    private mutating func open(after evidence: Evidence, at now: MonotonicTime, chance: Double) {
        let doubled = self.firstPause * (1 << min(self.openings, 16))
        let pause = evidence == .refused ? max(doubled, Self.refusedPause) : doubled
        self.openings += 1
        self.state = .open(until: now + min(min(pause, Self.longestPause) * (0.8 + 0.4 * chance), Self.longestPause))
    }
}

/// Counts how many questions of the last ten seconds failed, in steps of one second. A plain value of fixed size.
private struct FailureWindow {
    static let seconds: Int64 = 10

    private struct Bucket {
        var second: Int64 = .min
        var asked = 0
        var failed = 0
    }

    private var buckets = [Bucket](repeating: Bucket(), count: Int(seconds))

    mutating func add(failed: Bool, at now: MonotonicTime) {
        let second = now.nanoseconds / 1_000_000_000
        let place = Int(second % Self.seconds)
        if self.buckets[place].second != second { self.buckets[place] = Bucket(second: second) }
        self.buckets[place].asked += 1
        if failed { self.buckets[place].failed += 1 }
    }

    /// Whether at least `share` of at least `least` questions failed.
    func failed(share: Double, of least: Int, at now: MonotonicTime) -> Bool {
        let oldest = now.nanoseconds / 1_000_000_000 - Self.seconds
        let (asked, failed) = self.buckets.reduce((0, 0)) { sum, bucket in
            bucket.second > oldest ? (sum.0 + bucket.asked, sum.1 + bucket.failed) : sum
        }
        return asked >= least && Double(failed) >= share * Double(asked)
    }
}
