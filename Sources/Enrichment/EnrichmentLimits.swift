/// How much memory and how many lookups the engine may hold.
public struct EnrichmentLimits: Hashable, Sendable {
    /// Kept answers.
    public var cacheEntries: Int
    /// Bytes of kept answers, roughly.
    public var cacheBytes: Int
    /// Lookups waiting for connectors at once; further ones are refused as overload.
    public var waitingLookups: Int

    /// Questions under way to all connectors together.
    public var outgoing: Int

    public init(cacheEntries: Int = 100_000, cacheBytes: Int = 64 << 20, waitingLookups: Int = 4_096, outgoing: Int = 256) {
        self.cacheEntries = cacheEntries
        self.cacheBytes = cacheBytes
        self.waitingLookups = waitingLookups
        self.outgoing = outgoing
    }
}
