internal import CallModel

extension Enricher {
    /// The answer of a source that needs no waiting: one that has nothing to say, or an address book.
    func immediateAnswer(_ source: GuardedConnector, _ number: CallerNumber) -> ConnectorAnswer? {
        guard number != .withheld, source.connector.applies(to: number) else { return .skipped }
        guard let book = source.immediate else { return nil }
        let started = self.time.monotonicNow()
        let findings = book.findings(for: number)
        let answer = ConnectorAnswer(
            outcome: findings.isEmpty ? .miss : .hit, findings: findings, elapsed: self.time.monotonicNow() - started)
        source.metrics.count(answer)
        return answer
    }

    /// The answer that a source gave a while ago, while it is fresh.
    func keptAnswer(_ source: GuardedConnector, _ number: CallerNumber, _ now: MonotonicTime) -> ConnectorAnswer? {
        guard let key = number.key, let kept = self.store.fresh(AnswerKey(connector: source.id, number: key), at: now) else {
            return nil
        }
        source.metrics.countCached()
        return kept
    }

    /// Whether nobody has to be waited for: all that the plan's sources can say is in memory.
    func hasAllAtHand(_ request: LookupRequest) -> Bool {
        let now = self.time.monotonicNow()
        return request.plan.sources.allSatisfy { source in
            guard let key = request.number.key, source.connector.applies(to: request.number), source.immediate == nil else {
                return true
            }
            return self.store.fresh(AnswerKey(connector: source.id, number: key), at: now) != nil
        }
    }

    /// Turns to one source: takes what is there at once, and asks where nobody does yet.
    func begin(_ source: GuardedConnector, _ request: LookupRequest, _ course: inout FanOut) {
        let number = request.number
        let now = self.time.monotonicNow()
        course.starts.append(now)
        if let answer = self.immediateAnswer(source, number) { return course.answers.append(answer) }
        guard let key = number.key else { return course.answers.append(.skipped) }
        let place = self.store.place(of: AnswerKey(connector: source.id, number: key), at: now)
        if let kept = place.kept { source.metrics.countCached(isStale: kept.isStale) }
        if let flight = place.flight {
            course.flights.append((course.answers.count, flight))
            if place.isNew { self.fly(flight, asking: source, for: request) }
        }
        course.answers.append(place.kept)
    }

    /// Asks a source, if its gate lets the question through. Two tasks race for the flight: the asking, and the source's own time.
    private func fly(_ flight: SharedQuery, asking source: GuardedConnector, for request: LookupRequest) {
        let permit: Permit
        switch source.gate.admit(at: flight.startedAt) {
        case .refused(let outcome): return self.land(flight, of: source, outcome: outcome)
        case .permitted(let permitted): permit = permitted
        }
        let question = Question(
            number: request.number, deadline: flight.startedAt + source.policy.total, session: request.session,
            service: request.plan.settings)
        let asking = Task {
            let result = await self.ask(source, question, permit)
            // Who was cancelled was too late, or was asked about a number that is forgotten by now.
            guard !Task.isCancelled else { return self.end(permit, flight, of: source, outcome: .skipped) }
            switch result {
            case .success(let findings)?:
                self.end(permit, flight, of: source, outcome: findings.isEmpty ? .miss : .hit, findings: findings)
            case .failure(.accepted)?:
                permit.accept()
                // Without a session there is nothing that it could say more of. With one its time is the flight's.
                if question.session == nil { self.end(permit, flight, of: source, outcome: .timeout) }
            case .failure(let error)?: self.end(permit, flight, of: source, outcome: error.outcome, error: error)
            case nil: self.end(permit, flight, of: source, outcome: .shed)
            }
        }
        let timing = Task {
            do {
                try await self.time.sleep(until: question.deadline)
                self.end(permit, flight, of: source, outcome: .timeout)
            } catch {}  // Landed before its time was up.
        }
        flight.attach(asking, timing) { findings in
            self.end(permit, flight, of: source, outcome: findings.isEmpty ? .miss : .hit, findings: findings)
        }
    }

    /// The source's answer; `nil` where there was no place for the question.
    private func ask(_ source: GuardedConnector, _ question: Question, _ permit: Permit) async -> Result<
        [Finding], ConnectorError
    >? {
        guard await source.bulkhead.enter() else { return nil }
        defer { source.bulkhead.leave() }
        guard await self.outgoing.enter() else { return nil }
        defer { self.outgoing.leave() }
        source.gate.send(permit)
        do throws(ConnectorError) {
            return .success(try await source.connector.findings(for: question))
        } catch {
            let left = question.deadline - self.time.monotonicNow()
            guard !Task.isCancelled, error.mayPass, source.connector.repeatsSafely, !question.repeats.isSet,
                left >= source.policy.total * 0.4, source.gate.spendRetry()
            else { return .failure(error) }
        }
        source.metrics.countRetry()
        do throws(ConnectorError) {
            return .success(try await source.connector.findings(for: question))
        } catch {
            return .failure(error)
        }
    }

    /// Tells the gate how a question ended, and lands its flight.
    private func end(
        _ permit: Permit, _ flight: SharedQuery, of source: GuardedConnector, outcome: Outcome, findings: [Finding] = [],
        error: ConnectorError? = nil
    ) {
        let now = self.time.monotonicNow()
        let (isFirst, wasSent) = source.gate.end(
            permit, outcome, error: error, elapsed: now - flight.startedAt, at: now, wall: self.time.wallNow())
        guard isFirst else { return }
        // A question whose time ended in the queue was never asked.
        self.land(flight, of: source, outcome: outcome == .timeout && !wasSent ? .shed : outcome, findings: findings)
    }

    private func land(_ flight: SharedQuery, of source: GuardedConnector, outcome: Outcome, findings: [Finding] = []) {
        let now = self.time.monotonicNow()
        let answer = ConnectorAnswer(outcome: outcome, findings: findings, elapsed: now - flight.startedAt)
        if self.store.land(answer, on: flight, at: now, policy: source.policy) { source.metrics.count(answer) }
    }

    /// Lets answers that come after the lookup's own improve its session's context, for ten seconds.
    func followLate(
        _ gathering: AnswerCollector, _ request: LookupRequest, _ course: FanOut, seen: [ConnectorAnswer?], session: String,
        lookup: UInt64
    ) {
        let compose: @Sendable (AnswerCollector) -> Void = { gathering in
            _ = self.answer(LookupState(request, gathering.answers, starts: course.starts, lookup: lookup), in: session)
        }
        for (place, flight) in course.flights where course.answers[place] != nil {
            flight.whenLanded { answer in
                guard answer.outcome == .hit || answer.outcome == .miss else { return }
                gathering.renew(place, with: answer)
                compose(gathering)
            }
        }
        let missing = seen.count { $0 == nil }
        guard missing > 0 else { return }
        gathering.tellLate(missing: missing) { [weak gathering] in gathering.map(compose) }
        let end = request.receivedAt + Self.patience
        gathering.attach(
            Task { [weak gathering, time] in
                guard (try? await time.sleep(until: end)) != nil else { return }
                gathering?.seal(with: ConnectorAnswer(outcome: .timeout, elapsed: Self.patience))
            })
    }

    /// A little less than the ten seconds that the slowest connector may take, so that all that is missing ends as one change.
    private static var patience: Duration { .milliseconds(9_990) }
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
