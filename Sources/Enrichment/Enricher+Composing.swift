internal import CallModel
internal import ContextTemplates

extension Enricher {
    /// The answer to a lookup that nobody else hears of.
    func answer(_ asked: LookupState) -> LookupAnswer {
        let now = self.time.monotonicNow()
        let said = self.pushes.said(of: asked.request.number, for: asked.request.audience, at: now)
        let context = self.compose(ContextInputs(asked: asked), said: said, plan: asked.request.plan, session: nil, at: now)
        // What took asking shows other times than what is given again: only answers that were all there are given again.
        let isReusable = asked.starts.isEmpty && !asked.request.explains && said.isEmpty
        let freshUntil = asked.answers.compactMap { $0?.freshUntil }.min() ?? now + Self.reuse
        return LookupAnswer(context: context, reusableUntil: isReusable ? min(freshUntil, now + Self.reuse) : nil)
    }

    /// The answer to a lookup for a session, which becomes the session's context.
    func answer(_ asked: LookupState, in session: String) -> LookupAnswer {
        let now = self.time.monotonicNow()
        switch self.sessions.take(asked, for: session, at: now) {
        case .inputs(let inputs):
            let context = self.compose(inputs, plan: asked.request.plan, session: session, at: now)
            let shown = self.sessions.show(context, for: session, version: inputs.version, at: now)
            return LookupAnswer(context: (shown ?? context).with(context.trace), reusableUntil: nil)
        case .outdated(let shown?):
            return LookupAnswer(context: shown, reusableUntil: nil)
        case .outdated(nil), .foreign:
            let context = self.compose(ContextInputs(asked: asked), plan: asked.request.plan, session: session, at: now)
            return LookupAnswer(context: context, reusableUntil: nil)
        }
    }

    /// Makes a session's context of its inputs, and of what was pushed about its number.
    func compose(_ inputs: ContextInputs, plan: LookupPlan, session: String, at now: MonotonicTime) -> CallerContext {
        let pushed = inputs.asked.map { self.pushes.said(of: $0.request.number, for: $0.request.audience, at: now) } ?? []
        return self.compose(inputs, said: inputs.said + pushed, plan: plan, session: session, at: now)
    }

    private func compose(
        _ inputs: ContextInputs, said: [StatedFacts], plan: LookupPlan, session: String?, at now: MonotonicTime
    ) -> CallerContext {
        let asked = inputs.asked
        let voices = Contribution.all(of: plan, asked?.answers ?? [], said: said)
        let merged = Merger.merge(voices.map { ($0.connector, $0.findings) })
        let reports = self.reports(asked, plan, said: said, at: now)
        let number = asked?.request.number
        var context = CallerContext(
            status: self.status(number, merged, reports), isAmbiguous: merged.isAmbiguous, number: number ?? .withheld,
            caller: merged.caller, sources: merged.sources, matches: merged.matches,
            parameters: voices.parameters(default: plan.parameters), preferredUsers: voices.preferredUsers, connectors: reports)
        let madeLinks = plan.makeLinks(for: context, session: session)
        context.links = madeLinks.links
        let keptUntil = asked?.answers.compactMap { $0?.keptUntil }.max() ?? now + Self.reuse
        let end = session == nil ? keptUntil : now + SessionContextStore.lifetime
        context.expiresAt = self.time.wallNow() + (end - now)
        if let asked, asked.request.explains {
            let received = asked.request.receivedAt
            let asks = zip(reports, asked.starts).map { (report: $0, startedAt: $1 - received) }
            context.trace = Explanation(request: asked.request).steps(
                asks: asks, merged: merged, links: madeLinks, composedAt: now - received)
        }
        return context
    }

    /// How long an answer made of address books alone may be given again.
    private static var reuse: Duration { .seconds(60) }

    /// How asking went, and who spoke unasked.
    private func reports(_ asked: LookupState?, _ plan: LookupPlan, said: [StatedFacts], at now: MonotonicTime)
        -> [ConnectorReport]
    {
        var reports: [ConnectorReport] = []
        for (place, answer) in (asked?.answers ?? []).enumerated() {
            let source = plan.sources[place]
            let elapsed = now - (asked?.starts.indices.contains(place) == true ? asked?.starts[place] ?? now : now)
            if let answer {
                reports.append(
                    ConnectorReport(
                        id: source.id, outcome: said.outcome(of: source.id) ?? answer.outcome, elapsed: answer.elapsed,
                        isCached: answer.isCached, isStale: answer.isStale))
            } else {
                let missing: Outcome = asked?.request.session == nil ? .timeout : .pending
                reports.append(
                    ConnectorReport(id: source.id, outcome: said.outcome(of: source.id) ?? missing, elapsed: elapsed))
            }
        }
        for said in said where !reports.contains(where: { $0.id == said.connector }) {
            reports.append(ConnectorReport(id: said.connector, outcome: said.outcome))
        }
        return reports
    }

    /// - Parameter number: `nil` where nobody has said who calls.
    private func status(_ number: CallerNumber?, _ merged: MergeResult, _ reports: [ConnectorReport]) -> LookupStatus {
        if number == .withheld { return .anonymous }
        if !merged.matches.isEmpty { return .resolved }
        return reports.allSatisfy(\.outcome.isFine) ? .unknown : .partial
    }
}

extension CallerContext {
    /// This one, told with how it came about.
    fileprivate func with(_ trace: [TraceStep]?) -> CallerContext {
        var context = self
        context.trace = trace
        return context
    }
}

extension StatedFacts {
    /// What the connectors' list shows for it.
    fileprivate var outcome: Outcome { self.caller.isEmpty ? .miss : .hit }
}

extension [StatedFacts] {
    /// What a connector that was asked has come to by speaking unasked; `nil` where it has said nothing of use.
    fileprivate func outcome(of connector: ConnectorID) -> Outcome? {
        self.contains { $0.connector == connector && !$0.caller.isEmpty } ? .hit : nil
    }
}
