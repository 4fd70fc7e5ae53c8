public import CallModel

/// One call: the set of its events, who could see it, and what users concluded.
///
/// Its state follows from the set alone: neither the order in which events arrive nor how often changes it. It holds no caller
/// data and has no clock. A copy that takes a further event shares all others with its original.
///
/// The life of a session:
/// 1. ``EventCheck`` makes an event of what was posted, or says what is wrong with it.
/// 2. `init` takes the first event, ``receive(_:at:team:)`` each further one.
/// 3. ``join(_:)`` adds who becomes active while it waits, ``leave(_:)`` takes out who leaves the team.
/// 4. ``lostEvent(at:maxIdle:)`` ends it where nobody else does.
/// 5. ``ConclusionCheck`` makes a conclusion of what a user wants to save, ``conclude(_:by:)`` keeps it.
public struct CallSession: Hashable, Sendable {
    /// Most events that a call takes; after that only its end.
    public static let mostEvents = 10_000

    /// The session service's id.
    public let id: String
    /// Fixed by the first event to arrive.
    public let direction: CallDirection
    /// Fixed by the first event to arrive.
    public let service: String
    /// All events that arrived, each once, and by which of them their user gets no entry: no member then, or gone since.
    var log: EventLog
    /// Members who were active when the call was queued, or became so while it waited; UPNs in lower case.
    public internal(set) var audience: Set<String>
    /// By user, a UPN in lower case.
    public internal(set) var conclusions: [String: Conclusion]
    /// When the last event arrived that had an effect, by our own clock.
    public internal(set) var lastReceivedAt: WallTime

    /// Begins a session with the first event to arrive.
    public init(id: String, first event: CallEvent, at receivedAt: WallTime, team: Team) {
        self.id = id
        self.direction = event.direction
        self.service = event.service
        self.log = EventLog([EventLog.Entry(event, arrivingFor: team)])
        self.audience = event.type == .queued ? team.present : []
        self.conclusions = [:]
        self.lastReceivedAt = receivedAt
    }

    /// The session as it was journaled.
    ///
    /// - Complexity: O(events).
    public init(_ record: SessionRecord) {
        precondition(!record.events.isEmpty, "a session begins with an event")
        self.id = record.id
        self.direction = record.direction
        self.service = record.service
        self.log = EventLog(record.events.map { EventLog.Entry(event: $0, isUnseen: record.unseen.contains($0.id)) })
        self.audience = record.audience
        self.conclusions = record.conclusions
        self.lastReceivedAt = record.lastReceivedAt
    }

    /// Whether the call goes on.
    public var isLive: Bool { self.log.state.isLive }

    /// Whether it waits in a queue, so that who becomes active sees it.
    public var isWaiting: Bool { self.log.state.isWaiting }

    /// When the first event happened.
    public var startedAt: WallTime { self.log.state.startedAt }

    /// When it ended; `nil` while it goes on.
    public var endedAt: WallTime? { self.log.state.end?.event.at }

    /// Who took the call last; of a call out, who dialled it. `nil` where nobody took it.
    public var lastConnectedUser: String? {
        self.log.state.accepted.flatMap { $0.event.user ?? self.log.state.dialled?.event.user }
    }

    /// Whether an event with this id has arrived: whatever is posted under it has no further effect.
    public func holds(event id: String) -> Bool { self.log.holds(id) }

    /// Whether it takes no events any more but its end.
    var isFull: Bool { self.log.count >= Self.mostEvents }
}
