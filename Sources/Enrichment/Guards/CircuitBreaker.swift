internal import CallModel

/// Stops asking a connector that fails, and tries it again with one question after a pause that grows.
///
/// A pure state machine: time and chance come in as parameters.
///
///     closed ── 5 failures in a row, or half of 20 in 10 s ──► open ── its pause is over, next question ──► half open
///       ▲                                                        ▲                                              │
///       └────────────────── the probe found it alive ────────────┼──────────────────────────────────────────────┤
///                                                                └──────── the probe failed: a longer pause ────┘
struct CircuitBreaker {
    /// What a question showed about the connector.
    enum Sign {
        /// It answered, whatever it said.
        case alive
        /// It failed.
        case failed
        /// It refused our credentials, which seldom passes by itself.
        case refused
        /// Nothing: nobody waited for the answer.
        case none
    }

    static let failuresInARow = 5
    static let failedShare = 0.5
    static let leastQuestions = 20
    static let longestPause = Duration.seconds(300)
    /// The shortest pause after refused credentials.
    static let refusedPause = Duration.seconds(60)

    private(set) var state = CircuitBreakerState.closed
    private let firstPause: Duration
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

    /// Takes what a question showed. Questions from before an opening change nothing any more.
    ///
    /// - Parameter chance: From 0 to 1, for the jitter of ± 20 %.
    mutating func record(_ sign: Sign, isProbe: Bool, at now: MonotonicTime, chance: Double) {
        switch (self.state, sign) {
        case (.closed, .alive):
            self.inARow = 0
            self.window.add(failed: false, at: now)
        case (.closed, .failed), (.closed, .refused):
            self.inARow += 1
            self.window.add(failed: true, at: now)
            let isBad = self.window.failed(share: Self.failedShare, of: Self.leastQuestions, at: now)
            if self.inARow >= Self.failuresInARow || isBad { self.open(after: sign, at: now, chance: chance) }
        case (.halfOpen, .alive) where isProbe:
            self = CircuitBreaker(firstPause: self.firstPause)
        case (.halfOpen, .failed) where isProbe, (.halfOpen, .refused) where isProbe:
            self.open(after: sign, at: now, chance: chance)
        case (.halfOpen, .none) where isProbe:
            // The next question is the probe.
            self.state = .open(until: now)
        default: break
        }
    }

    private mutating func open(after sign: Sign, at now: MonotonicTime, chance: Double) {
        let doubled = self.firstPause * (1 << min(self.openings, 16))
        let pause = sign == .refused ? max(doubled, Self.refusedPause) : doubled
        self.openings += 1
        self.state = .open(until: now + min(min(pause, Self.longestPause) * (0.8 + 0.4 * chance), Self.longestPause))
    }
}
