internal import CallModel
internal import Synchronization
internal import Waiting

/// Decides whether a connector is asked at the moment, by the outcomes of earlier questions: breaker, `Retry-After` and retry
/// budget under one lock that is never held while waiting.
final class ConnectorGuard: Sendable {
    private struct State {
        var breaker: CircuitBreaker
        var retries = RetryBudget()
        var history = ConnectorHistory()
        /// The connector asked us to wait, with this outcome.
        var pause: (until: MonotonicTime, outcome: Outcome)?
    }

    /// The decision on a question: it may be sent, or is answered with an outcome instead.
    enum Decision {
        case permitted(Permit)
        case refused(Outcome)
    }

    /// The pause after a 429 that names none.
    static let shortestPause = Duration.seconds(1)

    private let state: Lock<State>
    private let chance: @Sendable () -> Double

    /// - Parameter chance: A number from 0 to 1, for jitter.
    init(firstPause: Duration, chance: @escaping @Sendable () -> Double) {
        self.state = Lock(State(breaker: CircuitBreaker(firstPause: firstPause)))
        self.chance = chance
    }

    /// Decides about the next question.
    func admit(at now: MonotonicTime) -> Decision {
        self.state.withLock { state in
            if let pause = state.pause {
                guard now >= pause.until else { return .refused(pause.outcome) }
                state.pause = nil
            }
            let (isAdmitted, isProbe) = state.breaker.admit(at: now)
            return isAdmitted ? .permitted(Permit(isProbe: isProbe)) : .refused(.breakerOpen)
        }
    }

    /// Records how a question ended: an error, or `nil` for an answer. Only the first end of a permit counts.
    ///
    /// - Returns: Whether this was the first, and whether the question had been sent.
    @discardableResult
    func end(
        _ permit: Permit, _ outcome: Outcome, error: ConnectorError? = nil, elapsed: Duration, at now: MonotonicTime,
        wall: WallTime
    ) -> (isFirst: Bool, wasSent: Bool) {
        guard let wasSent = permit.end() else { return (false, false) }
        let evidence = !wasSent ? .none : permit.isAccepted ? .alive : outcome.evidence
        self.state.withLock { state in
            state.breaker.record(evidence, isProbe: permit.isProbe, at: now, chance: self.chance())
            if let (wait, outcome) = error?.pause { state.pause = (now + wait, outcome) }
            if wasSent, outcome != .shed { state.history.add(outcome, elapsed: elapsed, at: now, wall: wall) }
        }
        return (true, wasSent)
    }

    /// Notes that a question is sent, which earns its share of a retry.
    func send(_ permit: Permit) {
        permit.send()
        self.state.withLock { $0.retries.earn() }
    }

    /// Spends a retry: whether a question may be sent once more.
    func spendRetry() -> Bool {
        self.state.withLock { $0.retries.spend() }
    }

    /// The breaker's state: an open one whose pause is over, but that was not tried yet, is half open.
    func breaker(at now: MonotonicTime) -> CircuitBreakerState {
        let state = self.state.withLock(\.breaker.state)
        if case .open(let until) = state, now >= until { return .halfOpen }
        return state
    }

    /// The end of the pause that the connector asked for; `nil` where it may be asked.
    func pausedUntil(at now: MonotonicTime) -> MonotonicTime? {
        self.state.withLock(\.pause?.until).flatMap { $0 > now ? $0 : nil }
    }

    /// The connector's results in the last 15 minutes.
    var history: ConnectorHistory { self.state.withLock(\.history) }
}

/// One question that a guard let through. It ends once, whichever of answer, deadline and cancellation comes first.
final class Permit: Sendable {
    private enum State: UInt8, AtomicRepresentable {
        case waiting, sent, over
    }

    /// Whether it is the one question that a breaker lets through after a pause.
    let isProbe: Bool
    private let state = Atomic<State>(.waiting)
    private let accepted = Atomic<Bool>(false)

    /// Whether the connector took the question and is well, whenever its answer comes.
    var isAccepted: Bool { self.accepted.load(ordering: .relaxed) }

    init(isProbe: Bool) {
        self.isProbe = isProbe
    }

    /// Notes that the question is on its way; before that it cost the connector nothing.
    func send() {
        _ = self.state.compareExchange(expected: .waiting, desired: .sent, ordering: .relaxed)
    }

    /// The connector took the question, and will answer by another way.
    func accept() {
        self.accepted.store(true, ordering: .relaxed)
    }

    /// Ends the question: whether it had been sent; `nil` where it had ended before.
    func end() -> Bool? {
        switch self.state.exchange(.over, ordering: .relaxed) {
        case .waiting: false
        case .sent: true
        case .over: nil
        }
    }
}

/// Keeps second attempts to a tenth of the questions, so that retries don't add to an upstream's trouble. A plain value.
struct RetryBudget {
    /// Retries earned by one question.
    static let share = 0.1
    /// Retries that may be saved up.
    static let most = 10.0

    private var saved = 0.0

    /// Earns a question's share of a retry.
    mutating func earn() {
        self.saved = min(Self.most, self.saved + Self.share)
    }

    /// Spends a retry; tells whether there was one.
    mutating func spend() -> Bool {
        // Ten tenths are a little less than one.
        guard self.saved >= 1 - 1e-9 else { return false }
        self.saved -= 1
        return true
    }
}

extension ConnectorError {
    /// For how long the connector wants to be left alone, and the outcome of lookups meanwhile.
    fileprivate var pause: (Duration, Outcome)? {
        switch self {
        case .http429(let wait): (wait ?? ConnectorGuard.shortestPause, .http429)
        case .http5xx(let wait?): (wait, .http5xx)
        default: nil
        }
    }
}

extension Outcome {
    /// The evidence that an outcome gives about the connector's health.
    fileprivate var evidence: CircuitBreaker.Evidence {
        switch self {
        case .hit, .miss, .http4xx, .http429, .redirectRefused, .blockedDestination: .alive
        case .timeout, .connectError, .tlsError, .dnsError, .http5xx, .badPayload, .tooLarge, .internal: .failed
        case .authError: .refused
        case .breakerOpen, .shed, .skipped, .pending: .none
        }
    }
}
