internal import CallModel
internal import ContextTemplates

extension Enricher {
    /// Makes the context of the answers so far. With a lookup's number it becomes its session's context.
    func compose(
        _ request: LookupRequest, _ answers: [SourceAnswer?], startedAt: [MonotonicTime], revisionOf lookup: UInt64?
    ) -> LookupAnswer {
        let now = self.time.monotonicNow()
        let sources = request.plan.sources
        let merged = Merger.merge(zip(sources, answers).map { ($0.id, $1?.findings ?? []) })
        let reports = zip(sources, answers).enumerated().map { place, pair in
            self.report(pair.0, pair.1, startedAt: startedAt.isEmpty ? now : startedAt[place], request, now)
        }
        var context = CallerContext(
            status: self.status(request.number, merged, reports), isAmbiguous: merged.isAmbiguous, number: request.number,
            caller: merged.caller, sources: merged.sources, matches: merged.matches, parameters: request.plan.parameters,
            connectors: reports)
        let madeLinks = request.plan.makeLinks(for: context, session: request.session)
        context.links = madeLinks.links
        let (freshUntil, keptUntil) = (answers.compactMap { $0?.freshUntil }, answers.compactMap { $0?.keptUntil })
        let end = request.session == nil ? keptUntil.max() ?? now + Self.reuse : now + SessionContexts.lifetime
        context.expiresAt = self.time.wallNow() + (end - now)
        if request.explains {
            let asks = zip(reports, startedAt).map { (report: $0, startedAt: $1 - request.receivedAt) }
            let explanation = Explanation(request: request)
            context.trace = explanation.steps(
                asks: asks, merged: merged, links: madeLinks, composedAt: now - request.receivedAt)
        }
        if let session = request.session, let lookup {
            context = self.sessions.attach(context, to: session, audience: request.audience, lookup: lookup, at: now)
        }
        // What took asking shows other times than what is given again: only answers that were all there are given again.
        let isReusable = startedAt.isEmpty && request.session == nil && !request.explains
        let reusableUntil = isReusable ? min(freshUntil.min() ?? now + Self.reuse, now + Self.reuse) : nil
        return LookupAnswer(context: context, reusableUntil: reusableUntil)
    }

    /// How long an answer made of address books alone may be given again.
    private static var reuse: Duration { .seconds(60) }

    private func report(
        _ source: Source, _ answer: SourceAnswer?, startedAt: MonotonicTime, _ request: LookupRequest, _ now: MonotonicTime
    ) -> ConnectorReport {
        guard let answer else {
            let outcome: Outcome = request.session == nil ? .timeout : .pending
            return ConnectorReport(id: source.id, outcome: outcome, elapsed: now - startedAt)
        }
        return ConnectorReport(
            id: source.id, outcome: answer.outcome, elapsed: answer.elapsed, isCached: answer.isCached, isStale: answer.isStale)
    }

    private func status(_ number: CallerNumber, _ merged: MergeResult, _ reports: [ConnectorReport]) -> LookupStatus {
        if number == .withheld { return .anonymous }
        if !merged.matches.isEmpty { return .resolved }
        return reports.allSatisfy(\.outcome.isFine) ? .unknown : .partial
    }
}
