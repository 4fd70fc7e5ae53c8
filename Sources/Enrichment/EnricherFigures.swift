/// Figures of what the enricher holds at one moment.
package struct EnricherFigures: Hashable, Sendable {
    /// Kept answers.
    package let cacheEntries: Int
    /// Bytes of kept answers, roughly.
    package let cacheBytes: Int
    /// Shared queries that are not answered yet.
    package let questionsUnderWay: Int
    /// Sessions whose caller or context is held.
    package let sessionContexts: Int
    /// Lookups that wait for connectors.
    package let waitingLookups: Int
    /// Calls that wait for a session's next revision.
    package let waitingContexts: Int
    /// Lookups of events that are tried again.
    package let postponedLookups: Int
}
