/// How much memory the engine may hold, and how many calls may wait in it.
public struct EnrichmentLimits: Hashable, Sendable {
    /// Kept answers.
    public var cacheEntries: Int
    /// Bytes of kept answers, roughly.
    public var cacheBytes: Int
    /// Lookups waiting for connectors at once; further ones are refused as overload.
    public var waitingLookups: Int
    /// Lookups of events that are tried again at once, since too many others waited.
    public var postponedLookups: Int
    /// Calls waiting for news of sessions at once, apart from lookups.
    public var waitingContexts: Int
    /// Those of one key.
    public var waitingContextsPerKey: Int
    /// Questions under way to all connectors together.
    public var outgoing: Int

    /// - Parameter waitingContextsPerKey: `nil` for ``share(of:)`` all.
    public init(
        cacheEntries: Int = 100_000, cacheBytes: Int = 64 << 20, waitingLookups: Int = 4_096, postponedLookups: Int = 4_096,
        waitingContexts: Int = 4_096, waitingContextsPerKey: Int? = nil, outgoing: Int = 256
    ) {
        self.cacheEntries = cacheEntries
        self.cacheBytes = cacheBytes
        self.waitingLookups = waitingLookups
        self.postponedLookups = postponedLookups
        self.waitingContexts = waitingContexts
        self.waitingContextsPerKey = waitingContextsPerKey ?? Self.share(of: waitingContexts)
        self.outgoing = outgoing
    }

    /// One key's share of the calls that wait, where nothing else is said: a quarter, 1 at least.
    public static func share(of waiting: Int) -> Int { max(1, waiting / 4) }
}
