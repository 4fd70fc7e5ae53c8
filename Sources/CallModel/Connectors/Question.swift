/// What is asked of a connector.
public struct Question: Sendable, Redacted {
    /// Whom it is about; never ``CallerNumber/withheld``.
    public let number: CallerNumber
    /// When the connector's own time is over; later answers are thrown away.
    public let deadline: MonotonicTime

    public init(number: CallerNumber, deadline: MonotonicTime) {
        self.number = number
        self.deadline = deadline
    }
}
