internal import CallModel
internal import Waiting

/// Keeps connectors' answers for minutes, and the queries under way: one lock over both, so that between a kept answer and a
/// query under way there is no gap through which a second query slips.
final class AnswerStore: Sendable {
    /// The state of a question's answer: kept, under way, or both where the kept one is past its fresh life.
    struct Slot {
        var kept: ConnectorAnswer?
        var query: SharedQuery?
        /// Whether the query is new: then the caller must ask the connector, and ``complete(_:with:at:policy:)`` the query.
        var isNew = false
    }

    private struct State {
        var kept: ExpiringStore<AnswerKey, ConnectorAnswer>
        var sharedQueries: [AnswerKey: SharedQuery] = [:]
    }

    private let state: Lock<State>

    init(limits: ExpiringStore<AnswerKey, ConnectorAnswer>.Limits) {
        self.state = Lock(State(kept: ExpiringStore(limits: limits, isInBytes: true)))
    }

    /// The answer to a question as far as it is there; a query is begun where there is no fresh one and nobody asks yet.
    ///
    /// - Parameter session: That of the lookup that asks; `nil` without one.
    func slot(for key: AnswerKey, session: String? = nil, at now: MonotonicTime) -> Slot {
        self.state.withLock { state in
            var kept = state.kept.value(for: key, at: now)
            if let fresh = kept, fresh.isFresh(at: now) { return Slot(kept: kept) }
            kept?.isStale = true
            if let query = state.sharedQueries[key] { return Slot(kept: kept, query: query) }
            let query = SharedQuery(key: key, session: session, startedAt: now)
            state.sharedQueries[key] = query
            return Slot(kept: kept, query: query, isNew: true)
        }
    }

    /// The kept answer while it is fresh; starts nothing.
    func fresh(_ key: AnswerKey, at now: MonotonicTime) -> ConnectorAnswer? {
        self.state.withLock { $0.kept.value(for: key, at: now) }.flatMap { $0.isFresh(at: now) ? $0 : nil }
    }

    /// The query under way to a question; `nil` where nobody asks.
    func sharedQuery(_ key: AnswerKey) -> SharedQuery? {
        self.state.withLock { $0.sharedQueries[key] }
    }

    /// Ends a query and keeps an answer that is worth it, unless the number was forgotten meanwhile. A failure leaves what was kept
    /// before. What a flow said beside the caller belongs to one session and is not kept.
    ///
    /// - Returns: Whether the query was still under way.
    func complete(
        _ query: SharedQuery, with answer: ConnectorAnswer, at now: MonotonicTime, policy: ConnectorPolicy
    ) -> Bool {
        var answer = answer
        let (fresh, kept) = policy.lifetimes(of: answer.outcome)
        self.state.withLock { state in
            guard state.sharedQueries[query.key] === query else { return }
            state.sharedQueries[query.key] = nil
            guard fresh > .zero else { return }
            answer.freshUntil = now + fresh
            answer.keptUntil = now + kept
            var copy = answer.withoutExtras
            // A flow that said nothing else is asked again.
            guard copy.outcome == answer.outcome else { return }
            copy.isCached = true
            copy.elapsed = .zero
            // What keys point to, ids of connectors and services, is the configuration's.
            state.kept.insert(copy, for: query.key, cost: copy.heapSize, expiresAt: now + kept, now: now)
        }
        return query.complete(with: answer)
    }

    /// Forgets a number: kept answers and questions under way, whose late answers nobody will see.
    ///
    /// - Parameter isMeant: Whether a question about the number is to be forgotten.
    func forget(
        _ number: NumberKey, where isMeant: (AnswerKey) -> Bool
    ) -> (kept: Int, underWay: Int) {
        let (kept, queries) = self.state.withLock { state in
            let kept = state.kept.removeAll { key, _ in key.number == number && isMeant(key) }
            let queries = state.sharedQueries.values.filter { $0.key.number == number && isMeant($0.key) }
            for query in queries { state.sharedQueries[query.key] = nil }
            return (kept, queries)
        }
        for query in queries { query.complete(with: .skipped) }
        return (kept, queries.count)
    }

    /// Drops all kept answers: connectors may answer otherwise from now on.
    func removeAll() {
        self.state.withLock { $0.kept.removeAll() }
    }

    /// Keeps at most so many bytes of answers.
    func bound(to bytes: Int) {
        self.state.withLock { $0.kept.bound(to: bytes) }
    }

    /// Removes kept answers that are over.
    func sweep(at now: MonotonicTime) {
        self.state.withLock { $0.kept.sweep(at: now) }
    }

    /// Bytes of all answers.
    var bytes: Int { self.state.withLock(\.kept.bytes) }

    /// Entries, bytes and questions under way.
    var figures: (entries: Int, bytes: Int, underWay: Int) {
        self.state.withLock { ($0.kept.count, $0.kept.cost, $0.sharedQueries.count) }
    }
}

extension ConnectorAnswer {
    /// Bytes that it takes beside itself.
    fileprivate var heapSize: Int { self.findings.heapSize { $0.caller.heapSize + ($0.extras?.heapSize ?? 0) } }

    fileprivate func isFresh(at now: MonotonicTime) -> Bool { self.freshUntil.map { now < $0 } ?? false }
}

extension ConnectorPolicy {
    /// The times for which an answer is given without asking, and for which it is kept at all.
    fileprivate func lifetimes(of outcome: Outcome) -> (fresh: Duration, kept: Duration) {
        switch outcome {
        case .hit: (self.hitLifetime, min(self.hitLifetime + self.staleLifetime, .seconds(900)))
        case .miss: (self.missLifetime, self.missLifetime)
        default: (.zero, .zero)
        }
    }
}
