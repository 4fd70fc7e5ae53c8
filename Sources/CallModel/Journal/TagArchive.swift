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
    /// - Parameters:
    ///   - digest: That of ``RecallRecord``.
    ///   - limit: At most so many; above 0.
    func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag]

    /// The count of a caller's recalled tags.
    ///
    /// - Parameters:
    ///   - digest: That of ``RecallRecord``.
    ///   - scope: Only those saved for a service within it.
    func recalledCount(digest: [UInt8], within scope: ServiceScope) async throws(JournalError) -> Int
}

/// A tag that was saved, for suggestions.
public struct TagUse: Hashable, Sendable {
    /// The service's id.
    public var service: String
    /// As it was saved.
    public var text: String
    /// The form of the text that searches compare: NFKD, without marks, case-folded.
    public var searchKey: String

    /// One use; the search key is the caller's to make.
    public init(service: String, text: String, searchKey: String) {
        self.service = service
        self.text = text
        self.searchKey = searchKey
    }
}

/// A tag and how often it was saved.
public struct TagCount: Hashable, Sendable {
    /// The tag as it was saved last.
    public var text: String
    /// How often the tag was saved, at least once.
    public var uses: Int

    /// A tag with the count of its uses.
    public init(text: String, uses: Int) {
        self.text = text
        self.uses = uses
    }
}

/// Tags of a caller that come back on their next call, where an owner has switched that on (S42).
public struct RecallRecord: Hashable, Sendable {
    /// HMAC-SHA-256 of the number under the operator's key, 32 bytes.
    public var digest: [UInt8]
    /// The service's id.
    public var service: String
    /// The tags of one conclusion, as they were saved.
    public var tags: [String]
    /// The time of saving, by Callcard's clock.
    public var savedAt: WallTime

    /// The tags of one conclusion about the caller behind `digest`.
    public init(digest: [UInt8], service: String, tags: [String], savedAt: WallTime) {
        self.digest = digest
        self.service = service
        self.tags = tags
        self.savedAt = savedAt
    }
}

/// A tag of an earlier call of the same caller.
public struct RecalledTag: Hashable, Sendable {
    /// As it was saved.
    public var text: String
    /// When it was last saved about this caller.
    public var lastUsedAt: WallTime

    /// A tag with the time of its last use.
    public init(text: String, lastUsedAt: WallTime) {
        self.text = text
        self.lastUsedAt = lastUsedAt
    }
}
