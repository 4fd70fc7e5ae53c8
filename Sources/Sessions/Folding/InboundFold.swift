internal import CallModel

/// Follows an inbound call through its events, rows I1 to I11.
struct InboundFold {
    let audience: Set<String>
    /// Parties named by events.
    private(set) var tracks: [Party: Track] = [:]
    /// What the members see whom no event named.
    private(set) var watching: Track?
    /// Who is or was last connected.
    private(set) var taker: Party?
    private(set) var queue: TimerSpan?
    private(set) var end: CallEvent?

    init(_ events: ArraySlice<CallEvent>, audience: Set<String>, unseen: Set<String>) {
        self.audience = audience
        for event in events {
            let party = event.user.map { Party(user: $0, isMember: !unseen.contains(event.id)) }
            switch (event.type, party) {
            case (.queued, _): self.queue(event)
            case (.offered, let party?): self.offer(event, to: party)
            case (.declined, let party?): self.refuse(event, by: party, .declined)
            case (.unanswered, let party?): self.refuse(event, by: party, .unanswered)
            case (.accepted, let party?): self.accept(event, by: party)
            case (.ended, _): self.end(event)
            default: break
            }
        }
    }

    /// I1. A call is not queued again: a second time changes nothing.
    private mutating func queue(_ event: CallEvent) {
        guard self.queue == nil, self.taker == nil else { return }
        self.queue = TimerSpan(startedAt: event.at)
        var track = Track(state: .incoming, timer: .queue, updatedAt: event.at)
        track.timers.queue = self.queue
        self.watching = track
        for party in self.tracks.keys where self.tracks[party]?.state == .ringing {
            self.tracks[party]?.timers.queue = self.queue
        }
    }

    /// I2, I5, I7.
    private mutating func offer(_ event: CallEvent, to party: Party) {
        guard self.tracks[party]?.state != .connected else { return }
        var track = self.track(of: party, at: event)
        track.state = .ringing
        track.isShown = true
        track.attempts += 1
        track.timers.queue = self.queue
        track.timers.start(.ring, at: event.at)
        track.timer = .ring
        track.updatedAt = event.at
        self.tracks[party] = track
    }

    /// I3, I4, I9. Whoever is connected, has refused already or stopped ringing since somebody else took the call, can't refuse.
    private mutating func refuse(_ event: CallEvent, by party: Party, _ outcome: CallOutcome) {
        if let known = self.tracks[party], known.state != .ringing || !known.isShown { return }
        var track = self.track(of: party, at: event)
        if track.state != .ringing { track.timers.start(.ring, at: event.at) }
        track.isShown = true
        track.decide(outcome, reason: event.reason)
        track.finish(at: event.at, showing: track.timerOfOutcome)
        self.tracks[party] = track
    }

    /// I6, I8.
    private mutating func accept(_ event: CallEvent, by party: Party) {
        guard self.tracks[party]?.state != .connected else { return }
        if self.queue?.endedAt == nil { self.queue?.endedAt = event.at }
        self.watching?.isShown = false
        for other in self.tracks.keys where other != party { self.tracks[other]?.lose(to: event) }
        var track = self.track(of: party, at: event)
        track.timers.queue = self.queue
        track.connect(.accepted, by: event)
        self.tracks[party] = track
        self.taker = party
    }

    /// I10, I11.
    private mutating func end(_ event: CallEvent) {
        self.end = event
        if self.queue?.endedAt == nil { self.queue?.endedAt = event.at }
        let isQueueShown = self.queue != nil && self.taker == nil
        for party in self.tracks.keys { self.tracks[party]?.end(by: event, isQueueShown: isQueueShown) }
        self.watching?.end(by: event, isQueueShown: isQueueShown)
    }

    /// What `party` has seen so far; whom no event named yet has seen what all who watch the queue have.
    private func track(of party: Party, at event: CallEvent) -> Track {
        if let track = self.tracks[party] { return track }
        if party.isMember, self.audience.contains(party.user), let track = self.watching { return track }
        var track = Track(state: .incoming, timer: .ring, updatedAt: event.at)
        track.timers.queue = self.queue
        return track
    }
}

extension Track {
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
