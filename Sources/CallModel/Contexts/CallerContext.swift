/// All findings about a caller, merged, with links: what a lookup returns.
public struct CallerContext: Hashable, Sendable {
    public var status: LookupStatus
    /// Whether the best records are of different people.
    public var isAmbiguous: Bool
    /// Grows by one for each visible change; the first is 1.
    public var revision: Int
    /// When these data are forgotten if nothing else happens; `nil` while a live session holds them.
    public var expiresAt: WallTime?
    public var number: CallerNumber
    /// `nil` where nothing is known, or nothing is equal in all candidates.
    public var caller: Caller?
    /// One entry for each field of `caller`, in its order.
    public var sources: [FieldProvenance]
    public var matches: [Match]
    public var links: [ContextLink]
    public var parameters: [NamedValue]
    public var preferredUsers: [PreferredUser]
    public var connectors: [ConnectorReport]
    /// Steps of the lookup, where they were asked for.
    public var trace: [TraceStep]?

    /// False exactly while a connector is pending.
    public var isComplete: Bool { !self.connectors.contains { $0.outcome == .pending } }

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
