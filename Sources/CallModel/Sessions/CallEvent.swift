/// One thing that happened to a call, as it is journaled.
///
/// It has no place for a caller: nothing made of events can hold caller data.
public struct CallEvent: Hashable, Sendable {
    /// Unique within its session.
    public let id: String
    /// What happened.
    public let type: EventType
    /// When it happened, by the session service's clock.
    public let at: WallTime
    /// The session's, whether or not this event named it.
    public let direction: CallDirection
    /// The session's, whether or not this event named it.
    public let service: String
    /// A UPN in lower case; `nil` where the event is about nobody in particular.
    public let user: String?
    /// Why, in the session service's words: `busy`, `overflow` …
    public let reason: String?

    /// - Parameter user: In any case; kept in lower case.
    public init(
        id: String, type: EventType, at: WallTime, direction: CallDirection, service: String, user: String? = nil,
        reason: String? = nil
    ) {
        self.id = id
        self.type = type
        self.at = at
        self.direction = direction
        self.service = service
        self.user = user?.lowercased()
        self.reason = reason
    }

    /// Whether this one counts as the earlier of two events of a session: by time, then rank, then id.
    public func precedes(_ other: CallEvent) -> Bool {
        (self.at, self.type.rank, self.id) < (other.at, other.type.rank, other.id)
    }
}
