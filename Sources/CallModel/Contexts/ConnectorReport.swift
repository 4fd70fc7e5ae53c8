/// How asking one connector went, as the answer shows it.
public struct ConnectorReport: Hashable, Sendable {
    public let id: ConnectorID
    public let outcome: Outcome
    /// From the connector's start (zero for cached answers) to its answer or to the moment of this report.
    public let elapsed: Duration
    public let isCached: Bool
    /// An answer past its fresh life, given while it is refreshed behind.
    public let isStale: Bool

    public init(id: ConnectorID, outcome: Outcome, elapsed: Duration = .zero, isCached: Bool = false, isStale: Bool = false) {
        self.id = id
        self.outcome = outcome
        self.elapsed = elapsed
        self.isCached = isCached
        self.isStale = isStale
    }
}
