/// The limits of the enricher's memory, and of the calls that wait in it.
package struct EnrichmentLimits: Hashable, Sendable {
    /// Kept answers.
    package var cacheEntries: Int
    /// Bytes of kept answers, roughly.
    package var cacheBytes: Int
    /// Lookups waiting for connectors at once; further ones are refused as overload.
    package var waitingLookups: Int
    /// Lookups of events that are tried again at once, since too many others waited.
    package var postponedLookups: Int
    /// Calls waiting for news of sessions at once, apart from lookups.
    package var waitingContexts: Int
    /// Calls waiting with one key, so that one key leaves room for the others.
    package var waitingContextsPerKey: Int
    /// Questions under way to all connectors together.
    package var outgoing: Int

    /// Limits; what is left out has the defaults of `callcard.yaml`.
    ///
    /// - Parameter waitingContextsPerKey: `nil` for ``share(of:)`` all.
    package init(
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

    /// One key's default share of the calls that wait: a quarter of them, 1 at least.
    package static func share(of waiting: Int) -> Int { max(1, waiting / 4) }
}
