/// What became of a contact that was sent to a book.
public enum ContactResult: Hashable, Sendable {
    case added, updated
    /// It was there, and just so.
    case unchanged
    /// There is none of that id to be updated.
    case notFound
    /// The book holds as many as it may.
    case bookFull
}
