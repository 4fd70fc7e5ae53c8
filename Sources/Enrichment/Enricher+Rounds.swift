internal import CallModel

/// One round of a lookup: all connectors, asked about one reading of the number, with their answers so far.
struct LookupRound: Sendable {
    let request: LookupRequest
    let fanOut: FanOut
    let collector: AnswerCollector
    /// Nobody was found in it; `nil` where this is the first round.
    let firstRound: LookupState.FirstRound?

    /// - Parameter lookup: Its number among the session's lookups; 0 without a session.
    func state(lookup: UInt64 = 0) -> LookupState {
        LookupState(
            self.request, self.collector.answers, starts: self.fanOut.starts, after: self.firstRound, lookup: lookup)
    }
}

extension Enricher {
    /// The answers to a lookup, where no connector has to be waited for.
    func stateAtHand(_ request: LookupRequest) -> LookupState? {
        guard let answers = self.answersAtHand(request, request.number) else { return nil }
        let state = LookupState(request, answers)
        guard let second = self.nextNumber(after: state) else { return state }
        return self.answersAtHand(request, second).map {
            LookupState(request, $0, after: .init(answers: state.answers, starts: []))
        }
    }

    private func answersAtHand(_ request: LookupRequest, _ number: CallerNumber) -> [ConnectorAnswer]? {
        let started = self.time.monotonicNow()
        var answers: [ConnectorAnswer] = []
        for connector in request.plan.connectors {
            guard let answer = self.queries.answerAtHand(connector, number, for: request, at: started) else { return nil }
            answers.append(answer)
        }
        return answers
    }

    /// Asks all connectors about the number's first reading, and collects their answers.
    func firstRound(_ request: LookupRequest) -> LookupRound {
        self.round(request, about: request.number, after: nil)
    }

    /// Asks all connectors about the number's second reading, where there is one and nobody was found by the first; once for each
    /// lookup.
    func secondRound(after round: LookupRound) -> LookupRound? {
        // Most numbers have one reading.
        guard round.request.second != nil else { return nil }
        let state = round.state()
        guard let second = self.nextNumber(after: state), round.collector.follow() else { return nil }
        return self.round(round.request, about: second, after: .init(answers: state.answers, starts: state.starts))
    }

    /// The reading to ask about next; `nil` where there is none, or somebody was found: by a connector or by what webhooks have
    /// stated of the number.
    func nextNumber(after state: LookupState) -> CallerNumber? {
        guard let second = state.nextNumber else { return nil }
        let request = state.request
        let stated = self.pushedFindings.statedFacts(
            of: request.number, for: request.audience, self.rights.current, at: self.time.monotonicNow())
        return stated.isEmpty ? second : nil
    }

    private func round(
        _ request: LookupRequest, about number: CallerNumber, after firstRound: LookupState.FirstRound?
    ) -> LookupRound {
        let fanOut = self.queries.startQueries(request, about: number)
        let collector = AnswerCollector(fanOut.answers)
        for (place, query, isOwn) in fanOut.sharedQueries where fanOut.answers[place] == nil {
            query.onAnswer(isOwn: isOwn) { collector.fill(place, with: $0) }
        }
        return LookupRound(request: request, fanOut: fanOut, collector: collector, firstRound: firstRound)
    }
}
