/// What a flow can be told of. Raw values are the contract's words; a flow calls a session a *task*.
public enum TaskEvent: String, Hashable, Sendable, CaseIterable {
    /// A session's first event.
    case created
    case queued, offered, accepted, declined, unanswered, ended
    /// What is known of the caller has a new revision.
    case contextUpdated
    /// A user has saved codes or tags.
    case concluded
}
