internal import CallModel
internal import Synchronization

/// What connectors answered, for minutes, and what they are being asked: one lock over both, so that between a kept answer and a
/// question under way there is no gap through which a second question slips.
final class AnswerStore: Sendable {
    /// Where the answer to a question is: kept, under way, or both where the kept one is past its fresh life.
    struct Place {
        var kept: ConnectorAnswer?
        var flight: SharedQuery?
        /// Nobody asked before: the caller must fly the flight and ``land(_:on:at:policy:)`` it.
        var isNew = false
    }

    private struct State {
        var kept: ExpiringStore<AnswerKey, ConnectorAnswer>
        var flights: [AnswerKey: SharedQuery] = [:]
    }

    private let state: Mutex<State>

    init(limits: ExpiringStore<AnswerKey, ConnectorAnswer>.Limits) {
        self.state = Mutex(State(kept: ExpiringStore(limits: limits)))
    }

    func place(of key: AnswerKey, at now: MonotonicTime) -> Place {
        self.state.withLock { state in
            var kept = state.kept.value(for: key, at: now)
            if let fresh = kept, fresh.isFresh(at: now) { return Place(kept: kept) }
            kept?.isStale = true
            if let flight = state.flights[key] { return Place(kept: kept, flight: flight) }
            let flight = SharedQuery(key: key, startedAt: now)
            state.flights[key] = flight
            return Place(kept: kept, flight: flight, isNew: true)
        }
    }

    /// The kept answer while it is fresh; starts nothing.
    func fresh(_ key: AnswerKey, at now: MonotonicTime) -> ConnectorAnswer? {
        self.state.withLock { $0.kept.value(for: key, at: now) }.flatMap { $0.isFresh(at: now) ? $0 : nil }
    }

    /// A question under way.
    func flight(_ key: AnswerKey) -> SharedQuery? {
        self.state.withLock { $0.flights[key] }
    }

    /// Ends a flight and keeps an answer that is worth it, unless the number was forgotten meanwhile; tells whether the flight
    /// was still under way. A failure leaves what was kept before.
    func land(_ answer: ConnectorAnswer, on flight: SharedQuery, at now: MonotonicTime, policy: ConnectorPolicy) -> Bool {
        var answer = answer
        let (fresh, kept) = policy.lifetimes(of: answer.outcome)
        self.state.withLock { state in
            guard state.flights[flight.key] === flight else { return }
            state.flights[flight.key] = nil
            guard fresh > .zero else { return }
            answer.freshUntil = now + fresh
            answer.keptUntil = now + kept
            var copy = answer
            copy.isCached = true
            copy.elapsed = .zero
            let cost = 160 + answer.findings.reduce(0) { $0 + $1.caller.footprint }
            state.kept.insert(copy, for: flight.key, cost: cost, expiresAt: now + kept, now: now)
        }
        return flight.land(answer)
    }

    /// Forgets a number: kept answers and questions under way, whose late answers nobody will see.
    func forget(_ number: NumberKey) -> (kept: Int, underWay: Int) {
        let (kept, flights) = self.state.withLock { state in
            let kept = state.kept.removeAll { key, _ in key.number == number }
            let flights = state.flights.values.filter { $0.key.number == number }
            for flight in flights { state.flights[flight.key] = nil }
            return (kept, flights)
        }
        for flight in flights { flight.land(.skipped) }
        return (kept, flights.count)
    }

    /// Drops all kept answers: connectors may answer otherwise from now on.
    func removeAll() {
        self.state.withLock { $0.kept.removeAll() }
    }

    func sweep(at now: MonotonicTime) {
        self.state.withLock { $0.kept.sweep(at: now) }
    }

    /// Entries, bytes and questions under way.
    var figures: (entries: Int, bytes: Int, underWay: Int) {
        self.state.withLock { ($0.kept.count, $0.kept.cost, $0.flights.count) }
    }
}

extension ConnectorAnswer {
    fileprivate func isFresh(at now: MonotonicTime) -> Bool { self.freshUntil.map { now < $0 } ?? false }
}

extension ConnectorPolicy {
    /// How long an answer is given without asking, and how long it is kept at all.
    fileprivate func lifetimes(of outcome: Outcome) -> (fresh: Duration, kept: Duration) {
        switch outcome {
        case .hit: (self.hitLifetime, min(self.hitLifetime + self.staleLifetime, .seconds(900)))
        case .miss: (self.missLifetime, self.missLifetime)
        default: (.zero, .zero)
        }
    }
}
