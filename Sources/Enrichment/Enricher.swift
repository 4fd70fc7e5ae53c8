package import CallModel

/// Answers *who is calling?*: asks all connectors at once under one deadline and merges what they say.
///
/// 1. Address books and kept answers answer at once.
/// 2. For the others a shared query is joined or started; each has its own time and goes on after the lookup is answered.
/// 3. At the deadline, or when all are there, the answers so far are merged. One timer owns the deadline; nothing that may
///    stall stands between it and the answer.
/// 4. Late answers fill the cache and, where the lookup names a session, make its context's next revision; ten seconds after the
///    lookup what is still missing becomes a timeout, as one last revision.
package final class Enricher: Sendable {
    let time: any TimeSource
    let limits: EnrichmentLimits
    let queries: ConnectorQueries
    let pushedFindings = PushedFindingsStore()
    let rights = ConnectorRightsInForce()
    let composer: ContextComposer
    let sessions: SessionContextStore
    /// Places of lookups that wait for connectors.
    let slots: LookupSlots
    /// Calls that wait for a session's next revision.
    let waits: RevisionWaits
    /// Lookups of events that found no slot.
    let postponed: PostponedLookupStore

    /// An enricher with nothing in memory; ``run()`` removes from it what is over.
    package init(time: any TimeSource, limits: EnrichmentLimits = .init()) {
        self.time = time
        self.limits = limits
        self.queries = ConnectorQueries(time: time, limits: limits)
        self.composer = ContextComposer(time: time, pushedFindings: self.pushedFindings, rights: self.rights)
        self.slots = LookupSlots(limit: limits.waitingLookups)
        self.waits = RevisionWaits(time: time, limit: limits.waitingContexts, share: limits.waitingContextsPerKey)
        self.sessions = SessionContextStore(waits: self.waits)
        self.postponed = PostponedLookupStore(limit: limits.postponedLookups)
    }

    /// The answer, where no connector has to be waited for; starts nothing. For the usual case of a kept answer it costs no task.
    package func answerAtOnce(_ request: LookupRequest) -> LookupAnswer? {
        guard request.session == nil, !request.explains else { return nil }
        return self.stateAtHand(request).map(self.composer.answer)
    }

    /// Looks a caller up, by the request's deadline at the latest.
    ///
    /// - Throws: Where too many lookups wait for connectors and this one would have to, too; nothing has begun then.
    package func lookUp(_ request: LookupRequest) async throws(EnricherOverload) -> LookupAnswer {
        let hasSlot = self.slots.enter()
        guard hasSlot || self.queries.hasAllAtHand(request) else { throw EnricherOverload() }
        defer { if hasSlot { self.slots.leave() } }
        // A foreign session is left alone: the lookup is answered as one without a session.
        let lookup = request.session.flatMap { self.sessions.open($0, for: request) }
        let request = lookup == nil ? request.withoutSession : request
        var round = self.firstRound(request)
        if round.fanOut.isWaiting { await self.wait(for: round.collector, until: request.deadline) }
        if let second = self.secondRound(after: round) {
            round = second
            if round.fanOut.isWaiting { await self.wait(for: round.collector, until: request.deadline) }
        }
        guard let session = request.session, let lookup else { return self.composer.answer(round.state()) }
        return self.answer(round, session: session, lookup: lookup)
    }

    /// Forgets all readings of a number everywhere in memory, as far as `scope` reaches.
    ///
    /// - Parameter connectors: Those that the scope's services may ask: their kept answers go, and their address books are named where
    ///   they know the number.
    package func forget(
        _ numbers: NumberReadings, within scope: ServiceScope, connectors: [GuardedConnector]
    ) -> ForgetCounts {
        numbers.all.reduce(into: ForgetCounts()) { counts, number in
            let more = self.forget(number, within: scope, connectors: connectors)
            counts.answers += more.answers
            counts.pushed += more.pushed
            counts.contexts += more.contexts
            counts.questions += more.questions
            counts.postponed += more.postponed
            counts.books += more.books.filter { !counts.books.contains($0) }
        }
    }

    /// Forgets one reading of a number everywhere in memory, likewise.
    package func forget(
        _ number: CallerNumber, within scope: ServiceScope, connectors: [GuardedConnector]
    ) -> ForgetCounts {
        guard let key = number.key else { return ForgetCounts() }
        // First, so that questions that end now add nothing to sessions.
        let contexts = self.sessions.forget(key, within: scope, at: self.time.monotonicNow())
        let postponed = self.postponed.forget(key, within: scope)
        let wasPushed = self.pushedFindings.forget(key, within: scope, at: self.time.monotonicNow())
        let reached = Set(connectors.map(\.id))
        let (kept, underWay) = self.queries.answers.forget(key) { question in
            scope == .all
                || reached.contains(question.connector) && (question.audience.map { scope.contains($0) } ?? true)
        }
        let books = connectors.filter { !($0.immediate?.findings(for: number).isEmpty ?? true) }.map(\.id)
        return ForgetCounts(
            answers: kept, pushed: wasPushed ? 1 : 0, contexts: contexts, questions: underWay, postponed: postponed, books: books)
    }

    /// Drops kept answers, since connectors or their settings have changed, and makes those sessions' contexts anew that hold what a
    /// connector said that their service may not have any more.
    package func connectorsChanged(_ rights: ConnectorRights) {
        self.rights.replace(with: rights)
        self.queries.answers.removeAll()
        self.renewContexts { !$0.isAllowed(by: rights) }
    }

    /// Changes whenever an answer to the same lookup may have.
    package func generation(of plan: LookupPlan) -> UInt64 {
        plan.generation &+ self.pushedFindings.generation
    }

    /// Removes expired entries once a second and tries postponed lookups again, until its task is cancelled. Call it once.
    package func run() async {
        async let retries: Void = self.retryPostponed()
        while !Task.isCancelled {
            let now = self.time.monotonicNow()
            self.queries.answers.sweep(at: now)
            self.sessions.sweep(at: now)
            self.pushedFindings.sweep(at: now)
            try? await self.time.sleep(until: now + .seconds(1))
        }
        // Calls that wait for a revision don't keep the server from stopping.
        self.waits.close()
        await retries
    }

    /// The figures of what the enricher holds at the moment, for metrics.
    package var figures: EnricherFigures {
        let (entries, bytes, underWay) = self.queries.answers.figures
        return EnricherFigures(
            cacheEntries: entries, cacheBytes: bytes, questionsUnderWay: underWay, sessionContexts: self.sessions.count,
            waitingLookups: self.slots.taken, waitingContexts: self.waits.count, postponedLookups: self.postponed.count)
    }

    // MARK: A lookup's course

    private func wait(for collector: AnswerCollector, until deadline: MonotonicTime) async {
        let timer = Task {
            try? await self.time.sleep(until: deadline)
            collector.close()
        }
        await collector.wait()
        timer.cancel()
    }

    /// The answer to a session's lookup with what is there; what comes later improves the session's context.
    @discardableResult
    func answer(_ round: LookupRound, session: String, lookup: UInt64) -> LookupAnswer {
        let seen = round.state(lookup: lookup)
        let answer = self.answer(seen, in: session)
        self.followLateAnswers(round, seen: seen.answers, session: session, lookup: lookup)
        return answer
    }

    /// The answer to a lookup for a session, which becomes the session's context.
    func answer(_ lookupState: LookupState, in session: String) -> LookupAnswer {
        let now = self.time.monotonicNow()
        let plan = lookupState.request.plan
        switch self.sessions.apply(lookupState, for: session, at: now) {
        case .inputs(let inputs):
            let context = self.composer.compose(inputs, plan: plan, session: session, at: now)
            var shown = self.sessions.show(context, for: session, version: inputs.version, at: now) ?? context
            shown.trace = context.trace
            return LookupAnswer(context: shown, reusableUntil: nil)
        case .outdated(let shown?):
            return LookupAnswer(context: shown, reusableUntil: nil)
        case .outdated(nil), .foreign:
            let inputs = ContextInputs(lookupState: lookupState)
            let context = self.composer.compose(inputs, plan: plan, session: session, at: now)
            return LookupAnswer(context: context, reusableUntil: nil)
        }
    }

    /// Lets answers that come after the lookup's own improve its session's context, for ten seconds. Where they leave nobody found, the
    /// number's second reading is asked about.
    private func followLateAnswers(
        _ round: LookupRound, seen: [ConnectorAnswer?], session: String, lookup: UInt64
    ) {
        let (request, fanOut, collector, firstRound) = (round.request, round.fanOut, round.collector, round.firstRound)
        // The collector keeps it, and so it must not keep the collector.
        let compose: @Sendable (AnswerCollector) -> Void = { collector in
            let round = LookupRound(request: request, fanOut: fanOut, collector: collector, firstRound: firstRound)
            if request.second != nil, self.sessions.isLatest(lookup, of: session, at: self.time.monotonicNow()),
                let second = self.secondRound(after: round)
            {
                self.answer(second, session: session, lookup: lookup)
            } else {
                _ = self.answer(round.state(lookup: lookup), in: session)
            }
        }
        for (place, query, isOwn) in fanOut.sharedQueries where fanOut.answers[place] != nil {
            query.onAnswer(isOwn: isOwn) { answer in
                guard answer.outcome == .hit || answer.outcome == .miss else { return }
                collector.replace(place, with: answer)
                compose(collector)
            }
        }
        let missing = seen.count { $0 == nil }
        guard missing > 0 else { return }
        collector.onLateAnswer(missing: missing) { [weak collector] in collector.map(compose) }
        let end = request.receivedAt + Self.patience
        collector.attach(
            Task { [weak collector, time] in
                guard (try? await time.sleep(until: end)) != nil else { return }
                collector?.timeOut(with: ConnectorAnswer(outcome: .timeout, elapsed: Self.patience))
            })
    }

    /// A little less than the ten seconds that the slowest connector may take, so that all that is missing ends as one change.
    private static let patience = Duration.milliseconds(9_990)
}

/// More lookups are waiting for connectors than the enricher may hold.
package struct EnricherOverload: Error, Hashable, Sendable {
    /// The refusal of one lookup; it says nothing of it.
    package init() {}
}

/// The counts of what forgetting a number removed from memory.
package struct ForgetCounts: Hashable, Sendable {
    /// Kept answers of connectors.
    package var answers: Int
    /// Readings of the number of which webhooks had stated something.
    package var pushed: Int
    /// Contexts of sessions.
    package var contexts: Int
    /// Questions under way.
    package var questions: Int
    /// Lookups that wait for a slot.
    package var postponed: Int
    /// Address books that still know the number; they are named, not changed.
    package var books: [ConnectorID]

    /// Counts; nothing where they are left out.
    package init(
        answers: Int = 0, pushed: Int = 0, contexts: Int = 0, questions: Int = 0, postponed: Int = 0, books: [ConnectorID] = []
    ) {
        self.answers = answers
        self.pushed = pushed
        self.contexts = contexts
        self.questions = questions
        self.postponed = postponed
        self.books = books
    }
}
