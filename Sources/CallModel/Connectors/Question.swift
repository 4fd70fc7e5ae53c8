internal import Synchronization

/// A question to a connector: a number, its session and service, and the deadline.
public struct Question: Sendable, Redacted {
    /// The number that it is about; never ``CallerNumber/withheld``.
    public let number: CallerNumber
    /// When the connector's own time is over; later answers are thrown away.
    public let deadline: MonotonicTime
    /// The session that the lookup names, if any: a flow may answer later by naming it.
    public let session: String?
    /// The service that was called; `nil` for a lookup without one.
    public let service: ServiceSettings?
    /// The region of the lookup, in which national writings are read; `nil` where there is none, and for a connector whose answer does
    /// not depend on it.
    public let region: Region?
    /// A mark that is set once a request of the question went out a second time; then the enricher does not ask it again.
    public let repeats = RepeatMark()

    /// A question with a mark of its own.
    public init(
        number: CallerNumber, deadline: MonotonicTime, session: String? = nil, service: ServiceSettings? = nil,
        region: Region? = nil
    ) {
        self.number = number
        self.deadline = deadline
        self.session = session
        self.service = service
        self.region = region
    }
}

/// A mark that a request of a question went out a second time; set by the side that sends it again. So a question is repeated
/// once, either by the transport or by the enricher.
///
/// All requests of one question share it.
public final class RepeatMark: Sendable {
    private let mark = Atomic(false)

    /// A mark that is not set.
    public init() {}

    /// Whether a request went out twice.
    public var isSet: Bool { self.mark.load(ordering: .relaxed) }

    /// Notes that a request goes out again.
    public func set() {
        self.mark.store(true, ordering: .relaxed)
    }
}
