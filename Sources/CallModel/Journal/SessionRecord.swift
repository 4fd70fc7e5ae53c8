/// A session as it is read from the journal: the facts from which its state follows.
public struct SessionRecord: Hashable, Sendable {
    /// The session service's id; unique.
    public var id: String
    /// The service's id.
    public var service: String
    public var direction: CallDirection
    /// At least one, in any order.
    public var events: [CallEvent]
    /// Members who saw it while it was queued; UPNs in lower case.
    public var audience: Set<String>
    /// Ids of events by which their user gets no entry.
    public var unseen: Set<String>
    /// By user, a UPN in lower case.
    public var conclusions: [String: Conclusion]
    /// By our own clock.
    public var lastReceivedAt: WallTime
    /// When the first event happened.
    public var startedAt: WallTime
    /// Whether the call goes on.
    public var isLive: Bool

    public init(
        id: String, service: String, direction: CallDirection, events: [CallEvent], audience: Set<String> = [],
        unseen: Set<String> = [], conclusions: [String: Conclusion] = [:], lastReceivedAt: WallTime, startedAt: WallTime,
        isLive: Bool
    ) {
        self.id = id
        self.service = service
        self.direction = direction
        self.events = events
        self.audience = audience
        self.unseen = unseen
        self.conclusions = conclusions
        self.lastReceivedAt = lastReceivedAt
        self.startedAt = startedAt
        self.isLive = isLive
    }
}
