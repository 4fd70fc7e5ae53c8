internal import CallModel
internal import HashTreeCollections

/// Follows an inbound call through its events, rows I1 to I11.
struct InboundFold: Sendable {
    /// States of members whom events named, by UPN.
    private(set) var members: TreeDictionary<String, PartyState> = [:]
    /// States of users who were no members when the call was offered to them: it moves on with them, and they see nothing.
    private var strangers: TreeDictionary<String, PartyState> = [:]
    /// The parties for whom the call rings.
    private var ringing: TreeSet<Party> = []
    /// The state of the members whom no event named.
    private(set) var watching: PartyState?
    /// The party that is or was last connected.
    private var taker: Party?
    /// When the call waited in the queue; `nil` where it never did.
    private var queue: TimerSpan?
    /// The first end.
    private var end: EventLog.Entry?

    /// Whether the call waits in a queue and nobody has accepted it.
    var isWaiting: Bool { self.queue != nil && self.taker == nil && self.end == nil }

    /// Applies the next event, up to the first end.
    mutating func apply(_ entry: EventLog.Entry) {
        let event = entry.event
        let party = event.user.map { Party(user: $0, isMember: !entry.isUnseen) }
        switch (event.type, party) {
        case (.queued, _): self.queue(at: event.at)
        case (.offered, let party?): self.offer(event, to: party)
        case (.declined, let party?): self.refuse(event, by: party, .declined)
        case (.unanswered, let party?): self.refuse(event, by: party, .unanswered)
        case (.accepted, let party?): self.accept(event, by: party)
        case (.ended, _): self.end(by: entry)
        // Events that would need a user, and those of outbound calls.
        case (.offered, nil), (.declined, nil), (.unanswered, nil), (.accepted, nil), (.dialing, _), (.ringing, _): break
        }
    }

    /// I1. A call is not queued again: a second time changes nothing.
    private mutating func queue(at time: WallTime) {
        guard self.queue == nil, self.taker == nil else { return }
        let queue = TimerSpan(startedAt: time)
        self.queue = queue
        var state = PartyState(phase: .incoming, timer: .queue, updatedAt: time)
        state.timers.queue = queue
        self.watching = state
        for party in self.ringing { self[party]?.timers.queue = queue }
    }

    /// I2, I5, I7.
    private mutating func offer(_ event: CallEvent, to party: Party) {
        var state = self.state(of: party, at: event.at)
        guard state.phase != .connected else { return }
        state.phase = .ringing
        state.isShown = true
        state.attempts += 1
        state.timers.queue = self.queue
        state.timers.start(.ring, at: event.at)
        state.timer = .ring
        state.updatedAt = event.at
        self[party] = state
        self.ringing.insert(party)
    }

    /// I3, I4, I9. A party that is connected, has refused already or stopped ringing since another one took the call can't refuse.
    private mutating func refuse(_ event: CallEvent, by party: Party, _ outcome: CallOutcome) {
        var state = self.state(of: party, at: event.at)
        switch state.phase {
        case .ringing: self.ringing.remove(party)
        // No event named it yet: the offer is on its way.
        case .incoming: state.timers.start(.ring, at: event.at)
        case .dialing, .connected, .past: return
        }
        state.decide(outcome, reason: event.reason)
        state.finish(at: event.at, showing: state.timerOfOutcome)
        self[party] = state
    }

    /// I6, I8.
    private mutating func accept(_ event: CallEvent, by party: Party) {
        var state = self.state(of: party, at: event.at)
        guard state.phase != .connected else { return }
        if self.queue?.endedAt == nil { self.queue?.endedAt = event.at }
        self.watching?.isShown = false
        self.ringing.remove(party)
        for other in self.ringing { self[other]?.lose(to: event) }
        if !self.ringing.isEmpty { self.ringing = [] }
        if let taker = self.taker { self[taker]?.lose(to: event) }
        state.timers.queue = self.queue
        state.connect(.accepted, by: event)
        self[party] = state
        self.taker = party
    }

    /// I10, I11.
    private mutating func end(by entry: EventLog.Entry) {
        self.end = entry
        if self.queue?.endedAt == nil { self.queue?.endedAt = entry.event.at }
        let isQueueShown = self.queue != nil && self.taker == nil
        for party in self.ringing { self[party]?.end(by: entry.event, isQueueShown: isQueueShown) }
        self.ringing = []
        if let taker = self.taker { self[taker]?.end(by: entry.event, isQueueShown: isQueueShown) }
        self.watching?.end(by: entry.event, isQueueShown: isQueueShown)
    }

    /// The state of a party so far; one that no event named yet may be offered the call.
    private func state(of party: Party, at time: WallTime) -> PartyState {
        if let state = self[party] { return state }
        var state = PartyState(phase: .incoming, timer: .ring, updatedAt: time)
        state.timers.queue = self.queue
        return state
    }

    private subscript(party: Party) -> PartyState? {
        get { party.isMember ? self.members[party.user] : self.strangers[party.user] }
        set {
            if party.isMember {
                self.members[party.user] = newValue
            } else {
                self.strangers[party.user] = newValue
            }
        }
    }

    /// The call as the report shows it where no user has an entry: as it went for the party that took it, else for those who watched
    /// the queue.
    func unattended(startedAt: WallTime) -> PartyState {
        if let taker = self.taker, let state = self[taker] { return state }
        if let watching = self.watching { return watching }
        var state = PartyState(phase: .incoming, timer: .ring, updatedAt: self.end?.event.at ?? startedAt)
        state.timers.start(.ring, at: startedAt)
        if let end = self.end?.event {
            state.decide(.abandoned, reason: end.reason)
            state.finish(at: end.at, showing: .ring)
        }
        return state
    }
}

/// A participant of a call, as the fold counts them.
///
/// The same user counts as two where some events arrived while they were no member of the service: those move the call on,
/// but not what the user sees.
private struct Party: Hashable {
    let user: String
    /// Whether the user was a member when the event arrived, and has not left since.
    let isMember: Bool
}

extension PartyState {
    /// Another party took the call. That is not missed; but an entry with an outcome stays in the list.
    fileprivate mutating func lose(to event: CallEvent) {
        guard self.phase != .past, self.isShown else { return }
        self.isShown = self.outcome != nil
        self.finish(at: event.at, showing: self.timerOfOutcome)
    }

    /// The call ended.
    fileprivate mutating func end(by event: CallEvent, isQueueShown: Bool) {
        guard self.phase != .past, self.isShown else { return }
        switch (self.phase, self.outcome) {
        case (.connected, _):
            self.reason = event.reason ?? self.reason
            self.finish(at: event.at, showing: self.timerOfOutcome)
        case (_, nil):
            self.decide(.abandoned, reason: event.reason)
            self.finish(at: event.at, showing: isQueueShown ? .queue : .ring)
        default:
            self.finish(at: event.at, showing: self.timerOfOutcome)
        }
    }

    /// The timer that a past entry shows for its outcome, unless the caller gave up in the queue.
    fileprivate var timerOfOutcome: CallTimer { self.outcome == .accepted ? .connected : .ring }
}
