/// What the engine holds at one moment.
public struct EnricherFigures: Hashable, Sendable {
    public let cacheEntries: Int
    /// Roughly.
    public let cacheBytes: Int
    public let questionsUnderWay: Int
    public let sessionContexts: Int
    public let waitingLookups: Int
}
