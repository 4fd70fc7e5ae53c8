public import CallModel

/// One call: the set of its events, who could see it, and what users concluded.
///
/// Its state follows from the set alone: neither the order in which events arrive nor how often changes it. It holds no caller
/// data and has no clock.
///
/// The life of a session:
/// 1. ``EventCheck`` makes an event of what was posted, or says what is wrong with it.
/// 2. `init` takes the first event, ``receive(_:at:team:)`` each further one.
/// 3. ``join(_:)`` adds who becomes active while it waits, ``leave(_:)`` takes out who leaves the team.
/// 4. ``lostEvent(at:maxIdle:)`` ends it where nobody else does.
/// 5. ``ConclusionCheck`` makes a conclusion of what a user wants to save, ``conclude(_:by:)`` keeps it.
public struct CallSession: Hashable, Sendable {
    /// The session service's id.
    public let id: String
    /// Fixed by the first event to arrive.
    public let direction: CallDirection
    /// Fixed by the first event to arrive.
    public let service: String
    /// All that arrived, each once, in the order of the fold.
    public internal(set) var events: [CallEvent]
    /// Members who were active when the call was queued, or became so while it waited; UPNs in lower case.
    public internal(set) var audience: Set<String>
    /// Ids of events by which their user gets no entry: no member when they arrived, or gone since.
    public internal(set) var unseen: Set<String>
    /// By user, a UPN in lower case.
    public internal(set) var conclusions: [String: Conclusion]
    /// When the last event arrived that had an effect, by our own clock.
    public internal(set) var lastReceivedAt: WallTime
    var folded: Folded

    /// Begins a session with the first event to arrive.
    public init(id: String, first event: CallEvent, at receivedAt: WallTime, team: Team) {
        self.init(id: id, events: [event], lastReceivedAt: receivedAt)
        self.register(event, team: team)
        self.fold()
    }

    /// Makes a session of what was kept of it.
    ///
    /// - Parameter events: At least one, in any order, all of one direction and service.
    public init(
        id: String, events: [CallEvent], audience: Set<String> = [], unseen: Set<String> = [],
        conclusions: [String: Conclusion] = [:], lastReceivedAt: WallTime
    ) {
        precondition(!events.isEmpty, "a session begins with an event")
        self.id = id
        self.direction = events[0].direction
        self.service = events[0].service
        self.events = events.sorted { $0.precedes($1) }
        self.audience = audience
        self.unseen = unseen
        self.conclusions = conclusions
        self.lastReceivedAt = lastReceivedAt
        self.folded = Folded(self.events, audience: audience, unseen: unseen)
    }

    /// Whether the call goes on.
    public var isLive: Bool { self.folded.isLive }

    /// Whether it waits in a queue, so that who becomes active sees it.
    public var isWaiting: Bool { self.folded.isWaiting }

    /// When the first event happened.
    public var startedAt: WallTime { self.folded.startedAt }

    /// Whether an event with this id has arrived: whatever is posted under it has no further effect.
    public func holds(event id: String) -> Bool {
        self.events.contains { $0.id == id }
    }

    mutating func fold() {
        self.folded = Folded(self.events, audience: self.audience, unseen: self.unseen)
    }
}
