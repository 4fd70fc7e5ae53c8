/// What is asked of a connector.
public struct Question: Sendable, Redacted {
    /// Whom it is about; never ``CallerNumber/withheld``.
    public let number: CallerNumber
    /// When the connector's own time is over; later answers are thrown away.
    public let deadline: MonotonicTime
    /// The session that the lookup names, if any: a flow may answer later by naming it.
    public let session: String?
    /// The service that was called; `nil` for a lookup without one.
    public let service: ServiceSettings?
    /// Set once a request that the question led to went out a second time; then the engine does not ask it again.
    public let repeats = RepeatMark()

    public init(number: CallerNumber, deadline: MonotonicTime, session: String? = nil, service: ServiceSettings? = nil) {
        self.number = number
        self.deadline = deadline
        self.session = session
        self.service = service
    }
}
