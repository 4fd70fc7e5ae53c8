internal import CallModel
internal import Waiting

extension Enricher {
    /// Looks the caller of a call's event up and returns at once: what is at hand (address books, kept answers) is the first card,
    /// connectors' answers make later revisions of the session's context.
    ///
    /// Where too many lookups wait, connectors can't be asked yet. It is tried again for ten seconds, as long as the call goes on and
    /// no later lookup names the session; until then they are pending, and after that `shed`. A card of the same number that is there
    /// already stays meanwhile.
    ///
    /// - Parameter request: One that names a session; its deadline plays no part.
    package func lookUpBehind(_ request: LookupRequest) {
        guard let session = request.session, let lookup = self.sessions.open(session, for: request) else { return }
        let now = self.time.monotonicNow()
        guard !self.slots.hasSlot, !self.queries.hasAllAtHand(request) else { return self.start(request, session, lookup) }
        if self.postponed.add(request, of: session, lookup: lookup, at: now) {
            self.showAtHand(request, session, lookup, missing: nil)
        } else {
            self.giveUp(request, session, lookup, .full)
        }
    }

    /// Tries postponed lookups again until its task is cancelled.
    func retryPostponed() async {
        while !Task.isCancelled {
            await self.postponed.signal.wait()
            while let due = self.postponed.nextRound {
                guard (try? await self.time.sleep(until: due)) != nil else { return }
                self.tryPostponed()
            }
        }
    }

    /// One round over the postponed lookups.
    func tryPostponed() {
        let now = self.time.monotonicNow()
        let (over, left) = self.postponed.beginRound(at: now)
        for entry in over where self.sessions.isLatest(entry.lookup, of: entry.session, at: now) {
            self.giveUp(entry.request, entry.session, entry.lookup, .late)
        }
        var started = 0
        for entry in left where started < PostponedLookups.roundLimit {
            guard self.slots.hasSlot || self.queries.hasAllAtHand(entry.request) else { continue }
            // It may be over, replaced or forgotten since the round began.
            guard self.postponed.remove(entry.session, lookup: entry.lookup),
                self.sessions.isLatest(entry.lookup, of: entry.session, at: now)
            else { continue }
            // A reload may have taken a connector from its service meanwhile.
            self.start(entry.request.narrowed(by: self.rights.current).received(at: now), entry.session, entry.lookup)
            started += 1
        }
        self.postponed.endRound(started: started, at: now)
    }

    private func start(_ request: LookupRequest, _ session: String, _ lookup: UInt64) {
        let round = self.firstRound(request)
        self.answer(self.secondRound(after: round) ?? round, session: session, lookup: lookup)
    }

    private func giveUp(_ request: LookupRequest, _ session: String, _ lookup: UInt64, _ reason: PostponedLookupStore.Reason) {
        self.postponed.countShed(reason)
        let elapsed = self.time.monotonicNow() - request.receivedAt
        self.showAtHand(request, session, lookup, missing: ConnectorAnswer(outcome: .shed, elapsed: elapsed))
    }

    /// Makes a context of what is known without asking.
    ///
    /// - Parameter missing: The answer in place of the connectors that would have to be asked; `nil` while they still may be.
    private func showAtHand(_ request: LookupRequest, _ session: String, _ lookup: UInt64, missing: ConnectorAnswer?) {
        let now = self.time.monotonicNow()
        guard !self.sessions.hasCard(of: request, in: session, before: lookup, at: now) else { return }
        let answers = { (number: CallerNumber) in
            request.plan.connectors.map { connector -> ConnectorAnswer? in
                if let answer = self.queries.answerAtHand(connector, number, for: request, at: now) { return answer }
                if let missing { connector.metrics.count(missing) }
                return missing
            }
        }
        let starts = Array(repeating: request.receivedAt, count: request.plan.connectors.count)
        var state = LookupState(request, answers(request.number), starts: starts, lookup: lookup)
        if let second = self.nextNumber(after: state) {
            let firstRound = LookupState.FirstRound(answers: state.answers, starts: starts)
            state = LookupState(request, answers(second), starts: starts, after: firstRound, lookup: lookup)
        }
        _ = self.answer(state, in: session)
    }
}
