internal import CallModel

/// The inputs of a session's context: the state of its lookup, and stated facts.
struct ContextInputs: Sendable {
    /// The state of the session's latest lookup; `nil` before the first, and after the caller was forgotten.
    var lookupState: LookupState?
    /// The facts that flows and webhooks have stated, one entry a connector, by its id.
    var statedFacts: [StatedFacts] = []
    /// Under which connector's name task updates count, once there was one.
    var flow: ConnectorID?
    /// A number that grows with each change: a context of newer inputs replaces one of older inputs.
    var version: UInt64 = 0

    /// Bytes that keeping the stated facts costs, roughly.
    var footprint: Int { self.statedFacts.reduce(0) { $0 + $1.footprint } }
}

/// The state of a lookup: the connectors that it asked, and their answers so far.
struct LookupState: Sendable {
    let request: LookupRequest
    /// In the order of the plan's connectors; `nil` for those still missing.
    let answers: [ConnectorAnswer?]
    /// When each connector was turned to; empty where none had to be.
    let starts: [MonotonicTime]
    /// Later lookups of a session have greater numbers; 0 without a session.
    let lookup: UInt64
    /// The count of connectors that have answered; an older state of the same lookup changes nothing.
    let answered: Int

    init(_ request: LookupRequest, _ answers: [ConnectorAnswer?], starts: [MonotonicTime] = [], lookup: UInt64 = 0) {
        self.request = request
        self.answers = answers
        self.starts = starts
        self.lookup = lookup
        self.answered = answers.count { $0 != nil }
    }

    /// A lookup that no connector has answered yet.
    init(beginning request: LookupRequest, lookup: UInt64) {
        let connectors = request.plan.connectors
        let starts = Array(repeating: request.receivedAt, count: connectors.count)
        self.init(request, Array(repeating: nil, count: connectors.count), starts: starts, lookup: lookup)
    }

    /// The flow that the lookup still waits for, where no other connector is pending.
    ///
    /// - Parameter isAsked: Whether a connector is being asked at the moment; answers may have come since this state was made.
    func awaitedFlow(where isAsked: (GuardedConnector) -> Bool) -> GuardedConnector? {
        let missing = zip(self.request.plan.connectors, self.answers).filter { $0.1 == nil }.map(\.0)
        let pending = missing.filter(isAsked)
        guard pending.count == 1, let guarded = pending.first, guarded.isFlow else { return nil }
        return guarded
    }
}
