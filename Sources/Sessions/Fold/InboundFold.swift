internal import CallModel
internal import HashTreeCollections

/// Follows an inbound call through its events, rows I1 to I11.
struct InboundFold: Sendable {
    /// Entries of members whom events named, by user.
    private(set) var members: TreeDictionary<String, PartyState> = [:]
    /// What the call was for users who were no members when it was offered to them: it moves on with them, and they see nothing.
    private var strangers: TreeDictionary<String, PartyState> = [:]
    /// Those for whom it rings.
    private var ringing: TreeSet<Party> = []
    /// What the members see whom no event named.
    private(set) var watching: PartyState?
    /// Who is or was last connected.
    private var taker: Party?
    private var queue: TimerSpan?
    private var end: EventLog.Entry?

    /// Whether the call waits in a queue, untaken.
    var isWaiting: Bool { self.queue != nil && self.taker == nil && self.end == nil }

    /// Takes the next event, up to the first end.
    mutating func take(_ entry: EventLog.Entry) {
        let event = entry.event
        let party = event.user.map { Party(user: $0, isMember: !entry.isUnseen) }
        switch (event.type, party) {
        case (.queued, _): self.queue(at: event.at)
        case (.offered, let party?): self.offer(event, to: party)
        case (.declined, let party?): self.refuse(event, by: party, .declined)
        case (.unanswered, let party?): self.refuse(event, by: party, .unanswered)
        case (.accepted, let party?): self.accept(event, by: party)
        case (.ended, _): self.end(by: entry)
        default: break
        }
    }

    /// I1. A call is not queued again: a second time changes nothing.
    private mutating func queue(at time: WallTime) {
        guard self.queue == nil, self.taker == nil else { return }
        let queue = TimerSpan(startedAt: time)
        self.queue = queue
        var track = PartyState(state: .incoming, timer: .queue, updatedAt: time)
        track.timers.queue = queue
        self.watching = track
        for party in self.ringing { self[party]?.timers.queue = queue }
    }

    /// I2, I5, I7.
    private mutating func offer(_ event: CallEvent, to party: Party) {
        var track = self.track(of: party, at: event.at)
        guard track.state != .connected else { return }
        track.state = .ringing
        track.isShown = true
        track.attempts += 1
        track.timers.queue = self.queue
        track.timers.start(.ring, at: event.at)
        track.timer = .ring
        track.updatedAt = event.at
        self[party] = track
        self.ringing.insert(party)
    }

    /// I3, I4, I9. Whoever is connected, has refused already or stopped ringing since somebody else took the call, can't refuse.
    private mutating func refuse(_ event: CallEvent, by party: Party, _ outcome: CallOutcome) {
        var track = self.track(of: party, at: event.at)
        switch track.state {
        case .ringing: self.ringing.remove(party)
        // Whoever no event named yet: the offer is on its way.
        case .incoming: track.timers.start(.ring, at: event.at)
        case .dialing, .connected, .past: return
        }
        track.decide(outcome, reason: event.reason)
        track.finish(at: event.at, showing: track.timerOfOutcome)
        self[party] = track
    }

    /// I6, I8.
    private mutating func accept(_ event: CallEvent, by party: Party) {
        var track = self.track(of: party, at: event.at)
        guard track.state != .connected else { return }
        if self.queue?.endedAt == nil { self.queue?.endedAt = event.at }
        self.watching?.isShown = false
        self.ringing.remove(party)
        for other in self.ringing { self[other]?.lose(to: event) }
        if !self.ringing.isEmpty { self.ringing = [] }
        if let taker = self.taker { self[taker]?.lose(to: event) }
        track.timers.queue = self.queue
        track.connect(.accepted, by: event)
        self[party] = track
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

    /// What `party` has seen so far; whom no event named yet may be offered the call.
    private func track(of party: Party, at time: WallTime) -> PartyState {
        if let track = self[party] { return track }
        var track = PartyState(state: .incoming, timer: .ring, updatedAt: time)
        track.timers.queue = self.queue
        return track
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

    /// The call as the report shows it where nobody has an entry: as it went for who took it, else as for who watched the queue.
    func unattended(startedAt: WallTime) -> PartyState {
        if let taker = self.taker, let track = self[taker] { return track }
        if let watching = self.watching { return watching }
        var track = PartyState(state: .incoming, timer: .ring, updatedAt: self.end?.event.at ?? startedAt)
        track.timers.start(.ring, at: startedAt)
        if let end = self.end?.event {
            track.decide(.abandoned, reason: end.reason)
            track.finish(at: end.at, showing: .ring)
        }
        return track
    }
}

/// Who takes part in a call, in the eyes of the fold.
///
/// The same user counts as two where some events arrived while they were no member of the service: those move the call on,
/// but not what the user sees.
private struct Party: Hashable {
    let user: String
    /// Whether the user was a member when the event arrived, and has not left since.
    let isMember: Bool
}

extension PartyState {
    /// Somebody else took the call. That is not missed; but what had an outcome stays in the list.
    fileprivate mutating func lose(to event: CallEvent) {
        guard self.state != .past, self.isShown else { return }
        self.isShown = self.outcome != nil
        self.finish(at: event.at, showing: self.timerOfOutcome)
    }

    /// The call ended.
    fileprivate mutating func end(by event: CallEvent, isQueueShown: Bool) {
        guard self.state != .past, self.isShown else { return }
        switch (self.state, self.outcome) {
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
