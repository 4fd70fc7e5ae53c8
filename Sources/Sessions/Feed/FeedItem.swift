/// News for a user's open pages. It names a session and carries nothing of it: what is sent is what is true when it is sent, so
/// that a feed holds no caller data.
public struct FeedItem: Hashable, Sendable {
    /// What happened to the user's entry of the session; raw values are names of events in the contract's stream.
    public enum Kind: String, Hashable, Sendable {
        /// The entry is new, or something in it is.
        case entry
        /// The entry is gone from the user's list.
        case removed
        /// The session's context has a new revision.
        case context
        /// The user has concluded the entry.
        case concluded
    }

    public let kind: Kind
    /// The session's id.
    public let session: String
    /// The session's service: a stream tells nothing of services outside its credential's scope.
    public let service: String

    public init(_ kind: Kind, session: String, service: String) {
        self.kind = kind
        self.session = session
        self.service = service
    }
}

/// An item with its number: numbers of one start of the server grow strictly, over all users.
public struct NumberedFeedItem: Hashable, Sendable {
    public let number: UInt64
    public let item: FeedItem
}
