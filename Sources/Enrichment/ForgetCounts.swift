public import CallModel

/// What forgetting a number removed from memory.
public struct ForgetCounts: Hashable, Sendable {
    /// Kept answers of connectors.
    public var cache: Int
    /// Contexts of sessions.
    public var contexts: Int
    /// Questions under way.
    public var pending: Int
    /// Sources of the operator's own that still know the number; they are named, not changed.
    public var books: [ConnectorID]

    public init(cache: Int = 0, contexts: Int = 0, pending: Int = 0, books: [ConnectorID] = []) {
        self.cache = cache
        self.contexts = contexts
        self.pending = pending
        self.books = books
    }
}
