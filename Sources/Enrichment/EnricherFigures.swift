/// What the engine holds at one moment.
public struct EnricherFigures: Hashable, Sendable {
    public let cacheEntries: Int
    /// Roughly.
    public let cacheBytes: Int
    public let questionsUnderWay: Int
    public let sessionContexts: Int
    /// Lookups that wait for connectors.
    public let waitingLookups: Int
    /// Calls that wait for a session's news.
    public let waitingContexts: Int
    /// Lookups of events that are tried again.
    public let postponedLookups: Int
}
