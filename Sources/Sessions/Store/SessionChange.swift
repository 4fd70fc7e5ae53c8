internal import CallModel

/// A change that waits for its batch.
struct SessionChange: Sendable {
    /// Ends the waiting of whoever asked for the change; `nil` where the journal has it.
    typealias Ending = @Sendable (JournalError?) -> Void

    /// The session that it needs to see, if any.
    let session: String?
    /// Changes the batch, once; its ending is called when the journal has the batch, or can't have it.
    let change: @Sendable (inout SessionBatch) -> Ending
    /// Ends the waiting without any change.
    let refuse: @Sendable (JournalError) -> Void
}
