internal import CallModel
internal import Waiting

/// The connectors of a lookup, once all were asked: answers that were there at once, and queries to wait for.
struct FanOut {
    /// In the order of the connectors; `nil` while there is none.
    var answers: [ConnectorAnswer?] = []
    /// When each connector was turned to.
    var starts: [MonotonicTime] = []
    /// Queries under way: for a missing answer, or for a newer one where the answer is past its fresh life.
    /// A query is the lookup's own where it began it, or its session did.
    var sharedQueries: [(place: Int, query: SharedQuery, isOwn: Bool)] = []

    var isWaiting: Bool { self.answers.contains { $0 == nil } }
}

/// Asks connectors: memory answers at once where it can, else a query is joined or started, which has a time of its own and goes on
/// when nobody waits for it any more.
final class ConnectorQueries: Sendable {
    let answers: AnswerStore
    private let time: any TimeSource
    /// Questions to all connectors together.
    private let outgoing: Bulkhead

    init(time: any TimeSource, limits: EnrichmentLimits) {
        self.time = time
        self.answers = AnswerStore(limits: .init(entries: limits.cacheEntries, cost: limits.cacheBytes))
        self.outgoing = Bulkhead(inFlight: limits.outgoing, waiting: .max)
    }

    /// The answer that takes no waiting and starts nothing; `nil` where the connector has to be asked.
    func answerAtHand(
        _ connector: GuardedConnector, _ number: CallerNumber, for request: LookupRequest, at now: MonotonicTime
    ) -> ConnectorAnswer? {
        self.immediateAnswer(connector, number) ?? self.freshAnswer(connector, number, for: request, at: now)
    }

    /// Whether the answers of all the plan's connectors, about each reading of the number, are in memory, so that none has to be
    /// waited for.
    func hasAllAtHand(_ request: LookupRequest) -> Bool {
        self.hasAllAtHand(request, request.number) && (request.second.map { self.hasAllAtHand(request, $0) } ?? true)
    }

    private func hasAllAtHand(_ request: LookupRequest, _ number: CallerNumber) -> Bool {
        let now = self.time.monotonicNow()
        return request.plan.connectors.allSatisfy { guarded in
            guard let key = number.key, guarded.connector.applies(to: number), guarded.immediate == nil else { return true }
            return self.answers.fresh(guarded.key(of: key, for: request), at: now) != nil
        }
    }

    /// Asks all connectors of a lookup's plan about one reading of its number.
    func startQueries(_ request: LookupRequest, about number: CallerNumber) -> FanOut {
        var fanOut = FanOut()
        for guarded in request.plan.connectors { self.startQuery(guarded, request, number, &fanOut) }
        return fanOut
    }

    /// Asks one connector: takes an answer in memory, else joins the query under way, else starts one.
    private func startQuery(
        _ guarded: GuardedConnector, _ request: LookupRequest, _ number: CallerNumber, _ fanOut: inout FanOut
    ) {
        let now = self.time.monotonicNow()
        fanOut.starts.append(now)
        if let answer = self.immediateAnswer(guarded, number) { return fanOut.answers.append(answer) }
        guard let key = number.key else { return fanOut.answers.append(.skipped) }
        let slot = self.answers.slot(for: guarded.key(of: key, for: request), session: request.session, at: now)
        if let kept = slot.kept { guarded.metrics.countCached(isStale: kept.isStale) }
        if let query = slot.query {
            let isOwn = slot.isNew || request.session != nil && request.session == query.session
            fanOut.sharedQueries.append((fanOut.answers.count, query, isOwn))
            if slot.isNew { self.launch(query, asking: guarded, about: number, for: request) }
        }
        fanOut.answers.append(slot.kept)
    }

    /// The answer of a connector that needs no waiting: one that has nothing to say, or an address book.
    private func immediateAnswer(_ guarded: GuardedConnector, _ number: CallerNumber) -> ConnectorAnswer? {
        guard number != .withheld, guarded.connector.applies(to: number) else { return .skipped }
        guard let book = guarded.immediate else { return nil }
        let started = self.time.monotonicNow()
        let findings = book.findings(for: number)
        let answer = ConnectorAnswer(
            outcome: findings.isEmpty ? .miss : .hit, findings: findings, elapsed: self.time.monotonicNow() - started)
        guarded.metrics.count(answer)
        return answer
    }

    /// The answer that a connector gave a while ago, while it is fresh.
    private func freshAnswer(
        _ guarded: GuardedConnector, _ number: CallerNumber, for request: LookupRequest, at now: MonotonicTime
    ) -> ConnectorAnswer? {
        guard let key = number.key, let kept = self.answers.fresh(guarded.key(of: key, for: request), at: now) else { return nil }
        guarded.metrics.countCached()
        return kept
    }

    /// Asks a connector, if its guard lets the question through. Two tasks race for the query's end: the asking, and the
    /// connector's own time.
    private func launch(
        _ query: SharedQuery, asking guarded: GuardedConnector, about number: CallerNumber, for request: LookupRequest
    ) {
        let permit: Permit
        switch guarded.connectorGuard.admit(at: query.startedAt) {
        case .refused(let outcome): return self.complete(query, of: guarded, outcome: outcome)
        case .permitted(let permitted): permit = permitted
        }
        let question = Question(
            number: number, deadline: query.startedAt + guarded.policy.total, session: request.session,
            service: request.plan.settings, region: query.key.region)
        let asking = Task {
            let result = await self.ask(guarded, question, permit)
            // A cancelled question was too late, or its number is forgotten by now.
            guard !Task.isCancelled else { return self.end(permit, query, of: guarded, outcome: .skipped) }
            switch result {
            case .success(let findings)?:
                self.end(permit, query, of: guarded, outcome: findings.isEmpty ? .miss : .hit, findings: findings)
            case .failure(.accepted)?:
                permit.accept()
                // Without a session there is nothing that it could say more of. With one its time is the query's.
                if question.session == nil { self.end(permit, query, of: guarded, outcome: .timeout) }
            case .failure(let error)?: self.end(permit, query, of: guarded, outcome: error.outcome, error: error)
            case nil: self.end(permit, query, of: guarded, outcome: .shed)
            }
        }
        let timing = Task {
            do {
                try await self.time.sleep(until: question.deadline)
                self.end(permit, query, of: guarded, outcome: .timeout)
            } catch {}  // Answered before its time was up.
        }
        query.attach(asking, timing) { findings in
            self.end(permit, query, of: guarded, outcome: findings.isEmpty ? .miss : .hit, findings: findings)
        }
    }

    /// The connector's answer, at the second attempt where the first failed in passing; `nil` where there was no place for the
    /// question.
    private func ask(
        _ guarded: GuardedConnector, _ question: Question, _ permit: Permit
    ) async -> Result<[Finding], ConnectorError>? {
        guard await guarded.bulkhead.enter() else { return nil }
        defer { guarded.bulkhead.leave() }
        guard await self.outgoing.enter() else { return nil }
        defer { self.outgoing.leave() }
        guarded.connectorGuard.send(permit)
        do throws(ConnectorError) {
            return .success(try await guarded.connector.findings(for: question))
        } catch {
            let left = question.deadline - self.time.monotonicNow()
            guard !Task.isCancelled, error.mayPass, guarded.connector.repeatsSafely, !question.repeats.isSet,
                left >= guarded.policy.total * 0.4, guarded.connectorGuard.spendRetry()
            else { return .failure(error) }
        }
        guarded.metrics.countRetry()
        do throws(ConnectorError) {
            return .success(try await guarded.connector.findings(for: question))
        } catch {
            return .failure(error)
        }
    }

    /// Tells the guard how a question ended, and completes its query.
    private func end(
        _ permit: Permit, _ query: SharedQuery, of guarded: GuardedConnector, outcome: Outcome, findings: [Finding] = [],
        error: ConnectorError? = nil
    ) {
        let now = self.time.monotonicNow()
        let (isFirst, wasSent) = guarded.connectorGuard.end(
            permit, outcome, error: error, elapsed: now - query.startedAt, at: now, wall: self.time.wallNow())
        guard isFirst else { return }
        // A question whose time ended in the queue was never asked.
        self.complete(
            query, of: guarded, outcome: outcome == .timeout && !wasSent ? .shed : outcome, findings: findings,
            fault: error?.fault)
    }

    private func complete(
        _ query: SharedQuery, of guarded: GuardedConnector, outcome: Outcome, findings: [Finding] = [], fault: ProgramFault? = nil
    ) {
        let now = self.time.monotonicNow()
        let answer = ConnectorAnswer(
            outcome: outcome, findings: findings, fault: fault, elapsed: now - query.startedAt)
        if self.answers.complete(query, with: answer, at: now, policy: guarded.policy) { guarded.metrics.count(answer) }
    }
}

extension ConnectorError {
    /// Whether asking again at once could help.
    fileprivate var mayPass: Bool {
        switch self {
        case .connectError, .http5xx(retryAfter: nil): true
        default: false
        }
    }
}

extension GuardedConnector {
    /// The key of a lookup's question about one reading of its number.
    func key(of number: NumberKey, for request: LookupRequest) -> AnswerKey {
        AnswerKey(
            connector: self.id, number: number, region: self.dependsOnRegion ? request.region : nil,
            audience: self.isFlow ? request.audience : nil)
    }
}
