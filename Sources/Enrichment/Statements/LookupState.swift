internal import CallModel

/// How a lookup stands: whom it asked, and what they have answered so far.
struct LookupState: Sendable {
    let request: LookupRequest
    /// In the order of the plan's sources; `nil` for those still missing.
    let answers: [ConnectorAnswer?]
    /// When each source was turned to; empty where none had to be.
    let starts: [MonotonicTime]
    /// Later lookups of a session have greater numbers; 0 without a session.
    let lookup: UInt64
    /// How many had answered; an older state of the same lookup changes nothing.
    let answered: Int

    init(_ request: LookupRequest, _ answers: [ConnectorAnswer?], starts: [MonotonicTime] = [], lookup: UInt64 = 0) {
        self.request = request
        self.answers = answers
        self.starts = starts
        self.lookup = lookup
        self.answered = answers.count { $0 != nil }
    }

    /// A lookup that nobody has answered yet.
    init(beginning request: LookupRequest, lookup: UInt64) {
        let sources = request.plan.sources
        let starts = Array(repeating: request.receivedAt, count: sources.count)
        self.init(request, Array(repeating: nil, count: sources.count), starts: starts, lookup: lookup)
    }

    /// The flow that the lookup still waits for, where nobody else is pending.
    ///
    /// - Parameter isAsked: Whether a source is being asked at the moment; answers may have come since this was noted.
    func awaitedFlow(where isAsked: (GuardedConnector) -> Bool) -> GuardedConnector? {
        let missing = zip(self.request.plan.sources, self.answers).filter { $0.1 == nil }.map(\.0)
        let pending = missing.filter(isAsked)
        guard pending.count == 1, let source = pending.first, source.isFlow else { return nil }
        return source
    }
}
