/// Keeps, durably, what happened to calls and what people said about them. Nothing of a caller is ever handed to it, but for the
/// digests of tag recall.
public protocol Journal: Sendable {
    /// Writes all of it or nothing, in order, and returns once it is durable: what is acknowledged after this survives a crash.
    ///
    /// - Throws: Why nothing was written.
    func commit(_ entries: [JournalEntry]) async throws(JournalError)

    /// What a server needs when it starts.
    func start() async throws(JournalError) -> JournalSnapshot
}

/// Everything that a journal does.
public typealias CallJournal = Journal & SessionArchive & TagArchive
