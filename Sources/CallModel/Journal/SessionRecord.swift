/// A session as it is read from the journal: the facts from which its state follows.
public struct SessionRecord: Hashable, Sendable {
    /// The session service's id; unique.
    public var id: String
    /// The service's id.
    public var service: String
    /// The side that called.
    public var direction: CallDirection
    /// At least one, in any order.
    public var events: [CallEvent]
    /// Members who saw it while it was queued; UPNs in lower case.
    public var audience: Set<String>
    /// Ids of events by which their user gets no entry.
    public var unseen: Set<String>
    /// The conclusions by user, a UPN in lower case.
    public var conclusions: [String: Conclusion]
    /// When the last event arrived, by our own clock.
    public var lastReceivedAt: WallTime
    /// When the first event happened.
    public var startedAt: WallTime
    /// Whether the call goes on.
    public var isLive: Bool

    /// A session as it was read; `events` must not be empty.
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

/// The changes of a session since it was last journaled: only these are written, however many events it has.
///
/// All of it adds to what is kept, so that deltas of one session may come from several stores and in any order: an event that the
/// journal holds stays as it is, and so does a user's first conclusion.
public struct SessionDelta: Hashable, Sendable {
    /// The session service's id; unique.
    public var id: String
    /// The service's id.
    public var service: String
    /// The side that called.
    public var direction: CallDirection
    /// Events that arrived, each once, in any order; at least one where the session is new.
    public var events: [CallEvent]
    /// Ids of events, these or earlier ones, by which their user gets no entry.
    public var unseen: Set<String>
    /// Members who see it now because it is queued; UPNs in lower case.
    public var joined: Set<String>
    /// The users among them who left the team and see the call no longer.
    public var left: Set<String>
    /// The conclusions by user, a UPN in lower case.
    public var conclusions: [String: Conclusion]
    /// When the last event arrived, by our own clock.
    public var lastReceivedAt: WallTime
    /// When the first event happened.
    public var startedAt: WallTime
    /// Whether the call goes on; one that is over never does again.
    public var isLive: Bool
    /// New places in users' lists, of a session that is over: live sessions are in memory.
    public var listings: [Listing]
    /// Users whose place before goes; it may be among `listings` anew.
    public var unlisted: Set<String>

    /// The changes of one session; parts that are left out have not changed.
    public init(
        id: String, service: String, direction: CallDirection, events: [CallEvent] = [], unseen: Set<String> = [],
        joined: Set<String> = [], left: Set<String> = [], conclusions: [String: Conclusion] = [:], lastReceivedAt: WallTime,
        startedAt: WallTime, isLive: Bool, listings: [Listing] = [], unlisted: Set<String> = []
    ) {
        self.id = id
        self.service = service
        self.direction = direction
        self.events = events
        self.unseen = unseen
        self.joined = joined
        self.left = left
        self.conclusions = conclusions
        self.lastReceivedAt = lastReceivedAt
        self.startedAt = startedAt
        self.isLive = isLive
        self.listings = listings
        self.unlisted = unlisted
    }

    /// A place in one user's list.
    public struct Listing: Hashable, Sendable {
        /// A UPN in lower case.
        public var user: String
        /// When the user's entry last changed.
        public var updatedAt: WallTime
        /// The outcome of the call for the user; `nil` while undecided.
        public var outcome: CallOutcome?

        /// A place by the entry's last change.
        public init(user: String, updatedAt: WallTime, outcome: CallOutcome?) {
            self.user = user
            self.updatedAt = updatedAt
            self.outcome = outcome
        }
    }
}
