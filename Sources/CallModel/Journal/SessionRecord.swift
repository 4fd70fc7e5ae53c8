/// A session as it is journaled: the facts from which its state follows, and who has it in their list.
public struct SessionRecord: Hashable, Sendable {
    /// The session service's id; unique.
    public var id: String
    /// The service's id.
    public var service: String
    public var direction: CallDirection
    /// At least one, in the order of the fold.
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
    /// Who has it in their list, once it is over; empty while it is live, since live sessions are in memory.
    public var listings: [Listing]

    public init(
        id: String, service: String, direction: CallDirection, events: [CallEvent], audience: Set<String> = [],
        unseen: Set<String> = [], conclusions: [String: Conclusion] = [:], lastReceivedAt: WallTime, startedAt: WallTime,
        isLive: Bool, listings: [Listing] = []
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
        self.listings = listings
    }

    /// A place in one user's list.
    public struct Listing: Hashable, Sendable {
        /// A UPN in lower case.
        public var user: String
        public var updatedAt: WallTime
        public var outcome: CallOutcome?

        public init(user: String, updatedAt: WallTime, outcome: CallOutcome?) {
            self.user = user
            self.updatedAt = updatedAt
            self.outcome = outcome
        }
    }
}
