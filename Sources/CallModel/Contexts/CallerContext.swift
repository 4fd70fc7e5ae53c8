/// All findings about a caller, merged, with links: what a lookup returns.
public struct CallerContext: Hashable, Sendable {
    /// The result of the lookup.
    public var status: LookupStatus
    /// Whether the best records are of different people.
    public var isAmbiguous: Bool
    /// Grows by one for each visible change; the first is 1.
    public var revision: Int
    /// When these data are forgotten if nothing else happens; `nil` while a live session holds them.
    public var expiresAt: WallTime?
    /// The number that was looked up.
    public var number: CallerNumber
    /// `nil` where nothing is known, or nothing is equal in all candidates.
    public var caller: Caller?
    /// One entry for each field of `caller`, in its order.
    public var sources: [FieldProvenance]
    /// All findings, the best first.
    public var matches: [Match]
    /// Links made from the service's templates, in its order.
    public var links: [ContextLink]
    /// Custom context parameters, by name.
    public var parameters: [NamedValue]
    /// The one of the parameters that a flow or webhook has changed last; `nil` where none has, and outside of sessions.
    public var updatedParameter: NamedValue?
    /// Users whom flows would like to take the call.
    public var preferredUsers: [PreferredUser]
    /// The outcome of asking each connector, in the service's order.
    public var connectors: [ConnectorReport]
    /// Steps of the lookup, where they were asked for.
    public var trace: [TraceStep]?

    /// False exactly while a connector is pending.
    public var isComplete: Bool { !self.connectors.contains { $0.outcome == .pending } }

    /// A context of the given parts; by default a first revision that knows nothing but the number.
    public init(
        status: LookupStatus, isAmbiguous: Bool = false, revision: Int = 1, expiresAt: WallTime? = nil, number: CallerNumber,
        caller: Caller? = nil, sources: [FieldProvenance] = [], matches: [Match] = [], links: [ContextLink] = [],
        parameters: [NamedValue] = [], preferredUsers: [PreferredUser] = [], connectors: [ConnectorReport] = [],
        trace: [TraceStep]? = nil
    ) {
        self.status = status
        self.isAmbiguous = isAmbiguous
        self.revision = revision
        self.expiresAt = expiresAt
        self.number = number
        self.caller = caller
        self.sources = sources
        self.matches = matches
        self.links = links
        self.parameters = parameters
        self.preferredUsers = preferredUsers
        self.connectors = connectors
        self.trace = trace
    }
}

extension CallerContext: Redacted {}

/// The result of a lookup. Raw values are the contract's words.
public enum LookupStatus: String, Hashable, Sendable {
    /// At least one match was found.
    case resolved
    /// All connectors were asked, and none knows the number.
    case unknown
    /// Nothing was found, and some connector did not answer as it should.
    case partial
    /// The caller withholds their number.
    case anonymous
}

/// The connector that a field of the merged caller came from.
public struct FieldProvenance: Hashable, Sendable {
    /// The field as answers name it: `company`, `telNumbers.Mobile`, `customFields.Tier`.
    public let field: String
    /// The connector whose finding gave the field.
    public let connector: ConnectorID

    /// The provenance of one field.
    public init(field: String, connector: ConnectorID) {
        self.field = field
        self.connector = connector
    }
}

/// One finding with the connector that gave it.
public struct Match: Hashable, Sendable {
    /// The connector that gave the finding.
    public let connector: ConnectorID
    /// The certainty with which the record belongs to the number.
    public let grade: Grade
    /// The record's facts.
    public let caller: Caller

    /// A match as an answer lists it.
    public init(connector: ConnectorID, grade: Grade, caller: Caller) {
        self.connector = connector
        self.grade = grade
        self.caller = caller
    }
}

extension Match: Redacted {}

/// The outcome of asking one connector, as the answer shows it.
public struct ConnectorReport: Hashable, Sendable {
    /// The connector that was asked, or would have been.
    public let id: ConnectorID
    /// The outcome of asking it; `pending` while it is still being asked.
    public let outcome: Outcome
    /// The time from asking the connector to its answer or to this report; zero for cached answers.
    public let elapsed: Duration
    /// Whether the answer came from the cache.
    public let isCached: Bool
    /// Whether the answer is past its fresh life, and was given while it is refreshed behind.
    public let isStale: Bool
    /// The program of the connector's manifest that failed; for `explain` only.
    public let fault: ProgramFault?

    /// A report; by default of an answer that took no time and was not cached.
    public init(
        id: ConnectorID, outcome: Outcome, elapsed: Duration = .zero, isCached: Bool = false, isStale: Bool = false,
        fault: ProgramFault? = nil
    ) {
        self.fault = fault
        self.id = id
        self.outcome = outcome
        self.elapsed = elapsed
        self.isCached = isCached
        self.isStale = isStale
    }
}

extension CallerContext {
    /// Bytes that it takes beside itself; steps of the lookup are not kept.
    public var heapSize: Int {
        var size = self.number.heapSize + (self.caller?.heapSize ?? 0)
        size += self.sources.heapSize(\.field.heapSize) + self.matches.heapSize(\.caller.heapSize)
        size += self.links.heapSize { $0.name.heapSize + $0.url.heapSize } + self.parameters.heapSize(\.heapSize)
        size += self.preferredUsers.heapSize(\.upn.heapSize) + HeapSize.buffer(of: self.connectors)
        return size + (self.updatedParameter?.heapSize ?? 0)
    }
}
