package import CallModel

/// One call: the set of its events, who could see it, and what users concluded.
///
/// Its state follows from the set alone: neither the order in which events arrive nor how often changes it. It holds no caller
/// data and has no clock. A copy with a further event shares all others with its original.
///
/// The life of a session:
/// 1. ``EventCheck`` makes an event of a posted draft, or finds what is wrong with it.
/// 2. `init` makes the session of the first event, ``receive(_:at:team:)`` adds each further one.
/// 3. ``join(_:)`` adds a member who becomes active while the call waits, ``leave(_:)`` removes one who leaves the team.
/// 4. ``lostEvent(after:)`` ends a call of which nothing is heard any more.
/// 5. ``ConclusionCheck`` makes a conclusion of a user's draft, ``conclude(_:by:)`` keeps it.
package struct CallSession: Hashable, Sendable {
    /// The maximum number of events of a call, 10,000; beyond them only its end is accepted.
    package static let mostEvents = 10_000

    /// The reason of calls whose end nobody reported.
    package static let lostReason = "lost"

    /// The id of the event that ends a lost call; no session service can use it.
    package static let lostEventID = "#lost"

    /// The session service's id of the call.
    package let id: String
    /// The id under which the journal has the call: ``id``, or a word that stands in for it.
    var journalID: String
    /// The direction of the call; fixed by the first event to arrive.
    package let direction: CallDirection
    /// The service's id; fixed by the first event to arrive.
    package let service: String
    /// All events that arrived, each once, with a mark on those by which their user gets no entry: no member then, or gone since.
    var log: EventLog
    /// Members who were active when the call was queued, or became so while it waited; UPNs in lower case.
    package private(set) var audience: Set<String>
    /// The conclusions of users, by UPN in lower case.
    package internal(set) var conclusions: [String: Conclusion]
    /// When the last event arrived that had an effect, by our own clock.
    package private(set) var lastReceivedAt: WallTime

    /// A session of one event, the first to arrive.
    ///
    /// - Parameters:
    ///   - id: The session service's id of the call, as the session service has it.
    ///   - event: Checked by ``EventCheck``.
    ///   - receivedAt: Now, by our own clock.
    ///   - team: The users who may see the service's calls now.
    package init(id: String, first event: CallEvent, at receivedAt: WallTime, team: Team) {
        self.id = id
        self.journalID = id
        self.direction = event.direction
        self.service = event.service
        self.log = EventLog([EventLog.Entry(event, arrivingFor: team)])
        self.audience = event.type == .queued ? team.present : []
        self.conclusions = [:]
        self.lastReceivedAt = receivedAt
    }

    /// Restores a session from the journal.
    ///
    /// - Parameters:
    ///   - record: With at least one event.
    ///   - id: The session's own id where a word stands in for it in the record.
    /// - Complexity: O(events).
    package init(_ record: SessionRecord, knownAs id: String? = nil) {
        precondition(!record.events.isEmpty, "a session begins with an event")
        self.id = id ?? record.id
        self.journalID = record.id
        self.direction = record.direction
        self.service = record.service
        self.log = EventLog(record.events.map { EventLog.Entry(event: $0, isUnseen: record.unseen.contains($0.id)) })
        self.audience = record.audience
        self.conclusions = record.conclusions
        self.lastReceivedAt = record.lastReceivedAt
    }

    /// Whether the call goes on.
    package var isLive: Bool { self.log.state.isLive }

    /// The time from now for which the caller is still held; `nil` while the call goes on, and where it was over before (S21).
    ///
    /// - Parameters:
    ///   - before: The session before the change that is looked at; `nil` where it is new.
    ///   - settings: The settings of the call's service; `nil` where there is no such service any more.
    package func callerRetention(since before: CallSession?, settings: @autoclosure () -> ServiceSettings?) -> Duration? {
        guard !self.isLive, before?.isLive ?? true else { return nil }
        return settings()?.retention ?? .zero
    }

    /// Whether the call waits in a queue, so that a member who becomes active sees it.
    package var isWaiting: Bool { self.log.state.isWaiting }

    /// When the first event happened, by the session service's clock.
    package var startedAt: WallTime { self.log.state.startedAt }

    /// When the call ended, by the session service's clock; `nil` while it goes on.
    package var endedAt: WallTime? { self.log.state.end?.event.at }

    /// The user who took the call last, or dialled it; a UPN in lower case, `nil` where nobody took it.
    package var lastConnectedUser: String? {
        self.log.state.accepted.flatMap { $0.event.user ?? self.log.state.dialled?.event.user }
    }

    /// Whether an event with this id has arrived: another one under the same id has no effect.
    package func holds(event id: String) -> Bool { self.log.holds(id) }

    /// Whether no event is accepted any more but the end.
    var isFull: Bool { self.log.count >= Self.mostEvents }

    /// Adds a further event.
    ///
    /// - Parameters:
    ///   - event: Of this session, checked by ``EventCheck``.
    ///   - receivedAt: Now, by our own clock.
    ///   - team: The users who may see the service's calls now, whatever the time in `event.at`.
    /// - Returns: Whether the event is new. One that repeats an id has no effect.
    /// - Complexity: O(1) for an event that comes after all others, else O(events that come after it); and O(members) for `queued`.
    @discardableResult
    package mutating func receive(_ event: CallEvent, at receivedAt: WallTime, team: Team) -> Bool {
        guard !self.holds(event: event.id) else { return false }
        // A second one that comes after the end shows the call to no further member.
        if event.type == .queued, !self.log.isQueued || self.isWaiting { self.audience.formUnion(team.present) }
        self.log = self.log.adding(EventLog.Entry(event, arrivingFor: team))
        self.lastReceivedAt = max(self.lastReceivedAt, receivedAt)
        return true
    }

    /// The end of a call of which nothing was heard for too long (T1); to be journaled and received like any other event.
    ///
    /// It is the same whenever it is asked for, and comes after all other events, also where these lie ahead.
    ///
    /// - Parameter maxIdle: Time from the arrival of the last event, above zero; that it is over is the caller's to know.
    /// - Returns: `nil` where the call is over.
    package func lostEvent(after maxIdle: Duration) -> CallEvent? {
        guard self.isLive else { return nil }
        return CallEvent(
            id: Self.lostEventID, type: .ended, at: max(self.lastReceivedAt + maxIdle, self.log.last.at),
            direction: self.direction, service: self.service, reason: Self.lostReason)
    }

    /// Shows a waiting call to a member who became active. Nothing takes it away again when they switch off.
    ///
    /// - Parameter user: A member of the service, as a UPN in lower case.
    /// - Returns: Whether that changes anything.
    @discardableResult
    package mutating func join(_ user: String) -> Bool {
        self.isWaiting && self.audience.insert(user).inserted
    }

    /// Takes a live entry from a user who is no member of the service any more; a past one stays.
    ///
    /// - Parameter user: A UPN in lower case.
    /// - Returns: Whether that changes anything.
    /// - Complexity: O(events).
    @discardableResult
    package mutating func leave(_ user: String) -> Bool {
        // What is not shown at the moment could come back by an event that is still on its way.
        guard self.interaction(of: user)?.state != .past else { return false }
        let isGone = self.audience.remove(user) != nil
        guard let log = self.log.hiding(user) else { return isGone }
        self.log = log
        return true
    }

    /// Keeps a user's conclusion. A second one of the same user has no effect.
    ///
    /// - Parameters:
    ///   - conclusion: From ``ConclusionCheck``, on this user's entry.
    ///   - user: A UPN in lower case.
    /// - Returns: Whether it was the first.
    @discardableResult
    package mutating func conclude(_ conclusion: Conclusion, by user: String) -> Bool {
        guard self.conclusions[user] == nil else { return false }
        self.conclusions[user] = conclusion
        return true
    }
}

extension EventLog.Entry {
    /// An event that arrives now.
    convenience init(_ event: CallEvent, arrivingFor team: Team) {
        self.init(event: event, isUnseen: event.user.map { !team.members.contains($0) } ?? false)
    }
}
