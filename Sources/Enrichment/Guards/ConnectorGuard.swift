internal import CallModel
internal import Synchronization

/// Decides whether a connector is asked at the moment, by what came of asking it: breaker, `Retry-After` and retry budget under
/// one lock that is never held while waiting.
final class ConnectorGuard: Sendable {
    private struct State {
        var breaker: CircuitBreaker
        var retries = RetryBudget()
        var history = ConnectorHistory()
        /// The source asked us to wait, with this outcome.
        var pause: (until: MonotonicTime, outcome: Outcome)?
    }

    /// Whether a question may be sent, and if not, what the answer says instead.
    enum Admission {
        case permitted(Permit)
        case refused(Outcome)
    }

    /// How long a source is left alone that answered 429 without saying for how long.
    static let shortestPause = Duration.seconds(1)

    private let state: Mutex<State>
    private let chance: @Sendable () -> Double

    /// - Parameter chance: A number from 0 to 1, for jitter.
    init(firstPause: Duration, chance: @escaping @Sendable () -> Double) {
        self.state = Mutex(State(breaker: CircuitBreaker(firstPause: firstPause)))
        self.chance = chance
    }

    func admit(at now: MonotonicTime) -> Admission {
        self.state.withLock { state in
            if let pause = state.pause {
                guard now >= pause.until else { return .refused(pause.outcome) }
                state.pause = nil
            }
            let (isAdmitted, isProbe) = state.breaker.admit(at: now)
            return isAdmitted ? .permitted(Permit(isProbe: isProbe)) : .refused(.breakerOpen)
        }
    }

    /// Takes how a question ended: an error, or `nil` for an answer. Only the first end of a permit counts.
    ///
    /// - Returns: Whether this was the first, and whether the question had been sent.
    @discardableResult
    func end(
        _ permit: Permit, _ outcome: Outcome, error: ConnectorError? = nil, elapsed: Duration, at now: MonotonicTime,
        wall: WallTime
    ) -> (isFirst: Bool, wasSent: Bool) {
        guard let wasSent = permit.end() else { return (false, false) }
        let sign = !wasSent ? .none : permit.isAccepted ? .alive : outcome.sign
        self.state.withLock { state in
            state.breaker.record(sign, isProbe: permit.isProbe, at: now, chance: self.chance())
            if let (wait, outcome) = error?.pause { state.pause = (now + wait, outcome) }
            if wasSent { state.history.add(outcome, elapsed: elapsed, at: now, wall: wall) }
        }
        return (true, wasSent)
    }

    /// A question is sent: it earns its share of a retry.
    func send(_ permit: Permit) {
        permit.send()
        self.state.withLock { $0.retries.earn() }
    }

    /// Whether a question may be sent once more.
    func spendRetry() -> Bool {
        self.state.withLock { $0.retries.spend() }
    }

    /// The breaker's state: an open one whose pause is over, but that nobody has tried yet, is half open.
    func breaker(at now: MonotonicTime) -> CircuitBreakerState {
        let state = self.state.withLock(\.breaker.state)
        if case .open(let until) = state, now >= until { return .halfOpen }
        return state
    }

    /// Until when the source asked not to be asked.
    func pausedUntil(at now: MonotonicTime) -> MonotonicTime? {
        self.state.withLock(\.pause?.until).flatMap { $0 > now ? $0 : nil }
    }

    var history: ConnectorHistory { self.state.withLock(\.history) }
}

extension ConnectorError {
    /// For how long the source wants to be left alone, and what lookups say meanwhile.
    fileprivate var pause: (Duration, Outcome)? {
        switch self {
        case .http429(let wait): (wait ?? ConnectorGuard.shortestPause, .http429)
        case .http5xx(let wait?): (wait, .http5xx)
        default: nil
        }
    }
}

extension Outcome {
    /// What an outcome shows about the connector's health.
    fileprivate var sign: CircuitBreaker.Sign {
        switch self {
        case .hit, .miss, .http4xx, .http429, .redirectRefused, .blockedDestination: .alive
        case .timeout, .connectError, .tlsError, .dnsError, .http5xx, .badPayload, .tooLarge, .internal: .failed
        case .authError: .refused
        case .breakerOpen, .shed, .skipped, .pending: .none
        }
    }
}
