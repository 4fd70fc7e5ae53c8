internal import CallModel

/// The inputs of a session's context: the state of its lookup, and stated facts.
struct ContextInputs: Sendable {
    /// The services for which a session's context is made; `nil` without a session: those of the lookup.
    var audience: ServiceScope?
    /// The state of the session's latest lookup; `nil` before the first, and after the caller was forgotten.
    var lookupState: LookupState?
    /// The facts that flows and webhooks have stated, one entry a connector, by its id.
    var statedFacts: [StatedFacts] = []
    /// Under which connector's name task updates count, once there was one.
    var flow: ConnectorID?
    /// What flows have said beside the caller when they were asked for this session, by connector; no other session gets it.
    private(set) var extras: [ConnectorID: FlowExtras] = [:]
    /// A number that grows with each change: a context of newer inputs replaces one of older inputs.
    var version: UInt64 = 0

    /// Makes a lookup's state the newest one.
    mutating func apply(_ state: LookupState) {
        if let before = self.lookupState?.request.number.key, !state.request.isAbout(before) { self.extras = [:] }
        self.lookupState = state
        for (guarded, answer) in zip(state.request.plan.connectors, state.answers) where guarded.isFlow {
            guard let answer, !answer.isCached, !answer.hasLostExtras, answer.outcome == .hit || answer.outcome == .miss else {
                continue
            }
            self.extras[guarded.id] = answer.findings.lazy.compactMap(\.extras).first
        }
    }

    /// The inputs with another state of the lookup, and what those connectors say for which `isKept` is true.
    func keeping(_ lookupState: LookupState?, connectors isKept: (ConnectorID) -> Bool) -> ContextInputs {
        var inputs = self
        inputs.lookupState = lookupState
        inputs.statedFacts.removeAll { !isKept($0.connector) }
        inputs.extras = inputs.extras.filter { isKept($0.key) }
        return inputs
    }

    /// The services for which a context is made of it; `nil` before anything is known.
    var reach: ServiceScope? { self.audience ?? self.lookupState?.request.audience }

    /// Bytes that it takes beside itself.
    var heapSize: Int {
        let extras = HeapSize.table(ConnectorID.self, FlowExtras.self, capacity: self.extras.capacity)
        return self.statedFacts.heapSize(\.heapSize) + self.extras.values.reduce(extras) { $0 + $1.heapSize }
            + (self.lookupState?.heapSize ?? 0)
    }
}

/// The state of a lookup: the connectors that it asked, and their answers so far.
struct LookupState: Sendable {
    /// The answers about the first reading of a number, by which nobody was found.
    struct FirstRound: Sendable {
        let answers: [ConnectorAnswer?]
        let starts: [MonotonicTime]
    }

    let request: LookupRequest
    /// In the order of the plan's connectors; `nil` for those still missing. Those about the second reading, once that is asked about.
    let answers: [ConnectorAnswer?]
    /// When each connector was turned to; empty where none had to be.
    let starts: [MonotonicTime]
    /// `nil` while the number's first reading is asked about, as for most numbers it is to the end.
    let firstRound: FirstRound?
    /// Later lookups of a session have greater numbers; 0 without a session.
    let lookup: UInt64
    /// The count of connectors that have answered, both rounds together; an older state of the same lookup changes nothing.
    let answered: Int

    init(
        _ request: LookupRequest, _ answers: [ConnectorAnswer?], starts: [MonotonicTime] = [],
        after firstRound: FirstRound? = nil,
        lookup: UInt64 = 0
    ) {
        self.request = request
        self.answers = firstRound == nil ? answers : answers.map { $0?.likely }
        self.starts = starts
        self.firstRound = firstRound
        self.lookup = lookup
        self.answered = answers.count { $0 != nil } + (firstRound?.answers.count ?? 0)
    }

    /// The state over the connectors at some places, in their order.
    ///
    /// - Parameter request: One whose plan has these connectors.
    func keeping(_ places: [Int], request: LookupRequest) -> LookupState {
        func kept<Element>(_ list: [Element]) -> [Element] { places.filter(list.indices.contains).map { list[$0] } }
        let firstRound = self.firstRound.map { FirstRound(answers: kept($0.answers), starts: kept($0.starts)) }
        return LookupState(request, kept(self.answers), starts: kept(self.starts), after: firstRound, lookup: self.lookup)
    }

    /// The reading that the answers are about.
    var askedNumber: CallerNumber { self.firstRound == nil ? self.request.number : self.request.second ?? self.request.number }

    /// The reading that found somebody, else the first.
    var shownNumber: CallerNumber {
        self.answers.contains { !($0?.findings.isEmpty ?? true) } ? self.askedNumber : self.request.number
    }

    /// The reading to ask about next: the second, where all connectors that had to be asked know nobody by the first.
    var nextNumber: CallerNumber? {
        guard self.firstRound == nil, let second = self.request.second else { return nil }
        let hasMissed = zip(self.request.plan.connectors, self.answers).allSatisfy { guarded, answer in
            answer?.outcome == .miss || answer?.outcome == .skipped && !guarded.connector.applies(to: self.request.number)
        }
        return hasMissed ? second : nil
    }

    /// Bytes that it takes beside itself. The plan is its service's, and answers share their callers with what is shown of them.
    fileprivate var heapSize: Int {
        let first = self.firstRound.map { $0.answers.heapSize(\.findingsSize) + HeapSize.buffer(of: $0.starts) } ?? 0
        return self.answers.heapSize(\.findingsSize) + HeapSize.buffer(of: self.starts) + first
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

extension ConnectorAnswer? {
    /// Bytes of the list of findings alone.
    fileprivate var findingsSize: Int { self.map { HeapSize.buffer(of: $0.findings) } ?? 0 }
}
