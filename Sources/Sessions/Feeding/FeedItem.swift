/// Something that a user's pages should hear of. It names a session and carries nothing of it: what is told is what is true when
/// it is told, so that a feed holds no caller data.
public enum FeedItem: Hashable, Sendable {
    /// The user's entry is new, or something in it is.
    case entry(String)
    /// The entry is gone from the user's list.
    case removed(String)
    /// What is known of the caller has changed.
    case context(String)
    /// The user has concluded the entry.
    case concluded(String)
}
