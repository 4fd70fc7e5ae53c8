public import CallModel

/// Answers *who is calling?*: asks all connectors at once under one deadline and merges what they say.
///
/// 1. Address books and kept answers answer at once.
/// 2. For the others a flight is joined or started; each has its own time and goes on after the lookup is answered.
/// 3. At the deadline, or when all are there, the answers so far are merged. One timer owns the deadline; nothing that may
///    stall stands between it and the answer.
/// 4. What comes later fills the cache and, where the lookup names a session, makes its context's next revision; ten seconds
///    after the lookup what is still missing becomes a timeout, as one last revision.
public final class Enricher: Sendable {
    let time: any TimeSource
    let store: AnswerStore
    let sessions: SessionContextStore
    let pushes = PushedFindingsStore()
    /// Questions to all connectors together.
    let outgoing: Bulkhead
    /// Lookups that wait for connectors.
    let waiting: LookupPlaces
    /// Calls that wait for a session's news.
    let waits: RevisionWaits
    /// Lookups of events that found no place.
    let postponed: PostponedStore

    public init(time: any TimeSource, limits: EnrichmentLimits = .init()) {
        self.time = time
        self.store = AnswerStore(limits: .init(entries: limits.cacheEntries, cost: limits.cacheBytes))
        self.outgoing = Bulkhead(inFlight: limits.outgoing, waiting: .max)
        self.waiting = LookupPlaces(limit: limits.waitingLookups)
        self.waits = RevisionWaits(time: time, limit: limits.waitingContexts, share: limits.waitingContextsPerKey)
        self.sessions = SessionContextStore(waits: self.waits)
        self.postponed = PostponedStore(limit: limits.postponedLookups)
    }

    /// The answer, where nobody has to be waited for; starts nothing. For the usual case of a kept answer it costs no task.
    public func answerAtOnce(_ request: LookupRequest) -> LookupAnswer? {
        guard request.session == nil, !request.explains else { return nil }
        let started = self.time.monotonicNow()
        var answers: [ConnectorAnswer] = []
        for source in request.plan.sources {
            guard let answer = self.immediateAnswer(source, request.number) ?? self.keptAnswer(source, request.number, started)
            else { return nil }
            answers.append(answer)
        }
        return self.answer(LookupState(request, answers))
    }

    /// Looks a caller up, by the request's deadline at the latest.
    ///
    /// - Throws: Where too many lookups wait for connectors and this one would have to, too; nothing has begun then.
    public func lookUp(_ request: LookupRequest) async throws(EnricherOverload) -> LookupAnswer {
        let hasPlace = self.waiting.enter()
        guard hasPlace || self.hasAllAtHand(request) else { throw EnricherOverload() }
        defer { if hasPlace { self.waiting.leave() } }
        let lookup = request.session.map { self.sessions.open($0, for: request) }
        let (course, gathering) = self.begin(request)
        if course.isWaiting {
            await self.wait(for: gathering, until: request.deadline)
        }
        guard let session = request.session, let lookup else {
            return self.answer(LookupState(request, gathering.answers, starts: course.starts))
        }
        return self.answer(request, course, gathering, session: session, lookup: lookup)
    }

    /// Turns to all sources, and collects what they say.
    func begin(_ request: LookupRequest) -> (FanOut, AnswerCollector) {
        var course = FanOut()
        for source in request.plan.sources { self.begin(source, request, &course) }
        let gathering = AnswerCollector(course.answers)
        for (place, flight) in course.flights where course.answers[place] == nil {
            flight.whenLanded { gathering.fill(place, with: $0) }
        }
        return (course, gathering)
    }

    /// The answer to a session's lookup with what is there; what comes later improves the session's context.
    func answer(
        _ request: LookupRequest, _ course: FanOut, _ gathering: AnswerCollector, session: String, lookup: UInt64
    ) -> LookupAnswer {
        let seen = gathering.answers
        let answer = self.answer(LookupState(request, seen, starts: course.starts, lookup: lookup), in: session)
        self.followLate(gathering, request, course, seen: seen, session: session, lookup: lookup)
        return answer
    }

    /// Forgets a number everywhere in memory. Address books of the plan that know it are named.
    public func forget(_ number: CallerNumber, sources: [GuardedConnector]) -> ForgetCounts {
        guard let key = number.key else { return ForgetCounts() }
        // First, so that questions that end now add nothing to sessions.
        let contexts = self.sessions.forget(key, at: self.time.monotonicNow())
        let postponed = self.postponed.forget(key)
        let wasPushed = self.pushes.forget(key)
        let (kept, underWay) = self.store.forget(key)
        let books = sources.filter { !($0.immediate?.findings(for: number).isEmpty ?? true) }.map(\.id)
        return ForgetCounts(cache: kept + (wasPushed ? 1 : 0), contexts: contexts, pending: underWay + postponed, books: books)
    }

    /// Drops kept answers, since connectors or their settings have changed.
    public func connectorsChanged() {
        self.store.removeAll()
    }

    /// Removes what is over, once a second, and tries postponed lookups again, until its task is cancelled. Call it once.
    public func run() async {
        async let retries: Void = self.retryPostponed()
        while !Task.isCancelled {
            let now = self.time.monotonicNow()
            self.store.sweep(at: now)
            self.sessions.sweep(at: now)
            self.pushes.sweep(at: now)
            try? await self.time.sleep(until: now + .seconds(1))
        }
        // Calls that wait for news don't keep the server from stopping.
        self.waits.close()
        await retries
    }

    /// What the engine holds at the moment, for metrics.
    public var figures: EnricherFigures {
        let (entries, bytes, underWay) = self.store.figures
        return EnricherFigures(
            cacheEntries: entries, cacheBytes: bytes, questionsUnderWay: underWay, sessionContexts: self.sessions.count,
            waitingLookups: self.waiting.taken, waitingContexts: self.waits.count, postponedLookups: self.postponed.count)
    }

    private func wait(for gathering: AnswerCollector, until deadline: MonotonicTime) async {
        let timer = Task {
            try? await self.time.sleep(until: deadline)
            gathering.close()
        }
        await gathering.wait()
        timer.cancel()
    }
}
