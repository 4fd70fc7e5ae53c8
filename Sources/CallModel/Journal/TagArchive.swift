/// Reads tags from the journal.
public protocol TagArchive: Sendable {
    /// Tags saved for a service whose search key begins with `prefix`: most used first, then by search key.
    ///
    /// - Parameters:
    ///   - prefix: A search key; empty for all tags.
    ///   - limit: At most so many; above 0.
    func tags(of service: String, beginning prefix: String, limit: Int) async throws(JournalError) -> [TagCount]

    /// Tags that were saved about a caller of a service, each once, latest first.
    ///
    /// - Parameter digest: That of ``RecallRecord``.
    func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag]

    /// How many recalled tags of a caller there are, of all services.
    func recalledCount(digest: [UInt8]) async throws(JournalError) -> Int
}

/// A tag and how often it was saved.
public struct TagCount: Hashable, Sendable {
    /// As it was saved last.
    public var text: String
    /// At least 1.
    public var uses: Int

    public init(text: String, uses: Int) {
        self.text = text
        self.uses = uses
    }
}

/// A tag of an earlier call of the same caller.
public struct RecalledTag: Hashable, Sendable {
    public var text: String
    public var lastUsedAt: WallTime

    public init(text: String, lastUsedAt: WallTime) {
        self.text = text
        self.lastUsedAt = lastUsedAt
    }
}
