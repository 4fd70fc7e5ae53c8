internal import CallModel
internal import ContextTemplates

/// Makes contexts: merges what connectors answered and what flows and webhooks stated, and adds links and reports.
struct ContextComposer: Sendable {
    let time: any TimeSource
    let pushedFindings: PushedFindingsStore
    let rights: ConnectorRightsInForce

    /// The answer to a lookup without a session.
    func answer(_ lookupState: LookupState) -> LookupAnswer {
        let now = self.time.monotonicNow()
        let rights = self.rights.current
        let inputs = ContextInputs(lookupState: lookupState).narrowed(by: rights)
        let lookupState = inputs.lookupState ?? lookupState
        let request = lookupState.request
        let (statedFacts, number) = self.pushed(lookupState, for: request.audience, rights, at: now)
        let context = self.compose(
            inputs, statedFacts, number, plan: request.plan, session: nil, at: now)
        // What took asking shows other times than what is given again: only answers that were all there are given again.
        let isReusable = lookupState.starts.isEmpty && !request.explains && statedFacts.isEmpty
        let answers = (lookupState.firstRound?.answers ?? []) + lookupState.answers
        let freshUntil = answers.compactMap { $0?.freshUntil }.min() ?? now + Self.reuse
        return LookupAnswer(context: context, reusableUntil: isReusable ? min(freshUntil, now + Self.reuse) : nil)
    }

    /// Makes a session's context of its inputs, and of what was pushed about its number. Connectors that the session's service may not
    /// have, or not any more, have no part in it.
    func compose(_ inputs: ContextInputs, plan: LookupPlan, session: String, at now: MonotonicTime) -> CallerContext {
        let rights = self.rights.current
        let inputs = inputs.narrowed(by: rights)
        let pushed = inputs.lookupState.map { self.pushed($0, for: inputs.reach ?? $0.request.audience, rights, at: now) }
        return self.compose(
            inputs, inputs.statedFacts + (pushed?.facts ?? []), pushed?.number, plan: inputs.lookupState?.request.plan ?? plan,
            session: session, at: now)
    }

    /// What webhooks have stated of the caller's number, and the reading by which the caller is shown: the second one only where it
    /// was asked about, and somebody is known by it.
    private func pushed(
        _ lookupState: LookupState, for audience: ServiceScope, _ rights: ConnectorRights, at now: MonotonicTime
    ) -> (facts: [StatedFacts], number: CallerNumber) {
        let request = lookupState.request
        let ofFirst = self.pushedFindings.statedFacts(of: request.number, for: audience, rights, at: now)
        guard lookupState.firstRound != nil else { return (ofFirst, request.number) }
        let shown = lookupState.shownNumber
        // A statement of the first reading that came later than the asking about the second.
        guard ofFirst.isEmpty || shown != request.number else { return (ofFirst, request.number) }
        let ofSecond = self.pushedFindings.statedFacts(of: lookupState.askedNumber, for: audience, rights, at: now)
        return (ofSecond.map(\.likely), ofSecond.isEmpty ? shown : lookupState.askedNumber)
    }

    /// - Parameter number: The reading by which the caller is shown; `nil` where no lookup has named the caller.
    private func compose(
        _ inputs: ContextInputs, _ statedFacts: [StatedFacts], _ number: CallerNumber?, plan: LookupPlan, session: String?,
        at now: MonotonicTime
    ) -> CallerContext {
        let lookupState = inputs.lookupState
        let contributions = Contribution.all(of: plan, lookupState?.answers ?? [], statedFacts, extras: inputs.extras)
        let merged = Merger.merge(contributions.map { ($0.connector, $0.findings) })
        let reports = self.reports(lookupState, plan, statedFacts, at: now)
        var context = CallerContext(
            status: self.status(number, merged, reports), isAmbiguous: merged.isAmbiguous, number: number ?? .withheld,
            caller: merged.caller, sources: merged.sources, matches: merged.matches,
            parameters: contributions.parameters(default: plan.parameters), preferredUsers: contributions.preferredUsers,
            connectors: reports)
        let madeLinks = plan.makeLinks(for: context, session: session)
        context.links = madeLinks.links
        let keptUntil = lookupState?.answers.compactMap { $0?.keptUntil }.max() ?? now + Self.reuse
        let end = session == nil ? keptUntil : now + SessionContextStore.lifetime
        context.expiresAt = self.time.wallNow() + (end - now)
        if let lookupState, lookupState.request.explains {
            let received = lookupState.request.receivedAt
            let asks = zip(reports, lookupState.starts).map { (report: $0, startedAt: $1 - received) }
            let earlier = lookupState.firstRound.map { firstRound in
                zip(zip(plan.connectors, firstRound.answers), firstRound.starts).map { asked, start in
                    (report: ConnectorReport(id: asked.0.id, asked.1 ?? .skipped), startedAt: start - received)
                }
            }
            context.trace = Explanation(request: lookupState.request).steps(
                earlier: earlier, asks: asks, merged: merged, links: madeLinks, composedAt: now - received)
        }
        return context
    }

    /// The time for which an answer made of address books alone may be given again.
    private static let reuse = Duration.seconds(60)

    /// The reports on the connectors that were asked, and on those that stated facts unasked.
    private func reports(
        _ lookupState: LookupState?, _ plan: LookupPlan, _ statedFacts: [StatedFacts], at now: MonotonicTime
    ) -> [ConnectorReport] {
        var reports: [ConnectorReport] = []
        for (place, answer) in (lookupState?.answers ?? []).enumerated() {
            let id = plan.connectors[place].id
            let stated = statedFacts.outcome(of: id)
            if let answer {
                reports.append(ConnectorReport(id: id, answer, outcome: stated))
            } else {
                let missing: Outcome = lookupState?.request.session == nil ? .timeout : .pending
                let start = lookupState?.starts.indices.contains(place) == true ? lookupState?.starts[place] ?? now : now
                reports.append(ConnectorReport(id: id, outcome: stated ?? missing, elapsed: now - start))
            }
        }
        for facts in statedFacts where !reports.contains(where: { $0.id == facts.connector }) {
            reports.append(ConnectorReport(id: facts.connector, outcome: facts.outcome))
        }
        return reports
    }

    /// - Parameter number: `nil` where no lookup has named the caller.
    private func status(_ number: CallerNumber?, _ merged: MergeResult, _ reports: [ConnectorReport]) -> LookupStatus {
        if number == .withheld { return .anonymous }
        if !merged.matches.isEmpty { return .resolved }
        return reports.allSatisfy(\.outcome.isFine) ? .unknown : .partial
    }
}

extension ConnectorReport {
    /// The report of an answer.
    ///
    /// - Parameter outcome: In place of the answer's; `nil` for that.
    fileprivate init(id: ConnectorID, _ answer: ConnectorAnswer, outcome: Outcome? = nil) {
        self.init(
            id: id, outcome: outcome ?? answer.outcome, elapsed: answer.elapsed, isCached: answer.isCached,
            isStale: answer.isStale, fault: answer.fault)
    }
}

extension StatedFacts {
    /// The outcome that the list of connectors shows for it.
    fileprivate var outcome: Outcome { self.caller.isEmpty ? .miss : .hit }
}

extension [StatedFacts] {
    /// The outcome of a connector that was asked and has stated facts unasked; `nil` where none of them is of use.
    fileprivate func outcome(of connector: ConnectorID) -> Outcome? {
        self.contains { $0.connector == connector && !$0.caller.isEmpty } ? .hit : nil
    }
}
