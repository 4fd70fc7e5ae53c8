package import CallModel

/// Why the desk did not do what was asked.
package enum SessionStoreError: Error, Hashable, Sendable {
    /// The journal can't be written or read at the moment; nothing was changed.
    case journal(JournalError)
    /// Too many changes wait already, or too many sessions are in memory.
    case overloaded
    /// There is no such thing for this credential or user.
    case notFound
    /// The session is another service's, out of the credential's reach.
    case sessionNotFound
    /// The service is unknown, or out of the credential's reach.
    case serviceNotFound
    /// A posted event can't be used; at least one fault.
    case event([EventFault])
    /// A conclusion can't be saved.
    case conclusion(ConclusionRefusal)
}
