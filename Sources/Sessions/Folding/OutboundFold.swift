internal import CallModel

/// Follows an outbound call through its events, rows O1 to O9.
struct OutboundFold {
    /// The event that tells whose call it is.
    private let telling: CallEvent?
    private var track: Track

    /// - Parameter events: At least one.
    init(_ events: ArraySlice<CallEvent>) {
        self.telling = events.first { $0.type == .dialing && $0.user != nil } ?? events.first { $0.user != nil }
        // O1. Whatever is known first: somebody must have dialled.
        let first = events[events.startIndex]
        self.track = Track(state: .dialing, attempts: 1, timer: .dialOut, updatedAt: first.at)
        self.track.timers.start(.dialOut, at: first.at)
        for event in events { self.track.take(event) }
    }

    /// What the events came to. Only the one who calls has an entry.
    func result(startedAt: WallTime, unseen: Set<String>) -> Folded {
        var folded = Folded(startedAt: startedAt, unattended: self.track)
        if let telling = self.telling, let user = telling.user, !unseen.contains(telling.id) { folded.tracks[user] = self.track }
        return folded
    }
}

extension Track {
    fileprivate mutating func take(_ event: CallEvent) {
        switch (event.type, self.state) {
        // O2.
        case (.ringing, .dialing):
            self.timers.end(.dialOut, at: event.at)
            self.timers.start(.ring, at: event.at)
            self.state = .ringing
            self.timer = .ring
            self.updatedAt = event.at
        // O3, also after O4 and O5.
        case (.accepted, .dialing), (.accepted, .ringing), (.accepted, .past):
            self.connect(.destinationAccepted, by: event)
        // O4, O5.
        case (.declined, .dialing), (.declined, .ringing):
            self.fail(by: event, reason: event.user == nil ? event.reason : event.reason ?? OutboundReason.declined)
        // O4 to O8.
        case (.ended, .dialing), (.ended, .ringing):
            self.fail(by: event, reason: event.reason)
        // O9.
        case (.ended, .connected):
            self.reason = event.reason ?? self.reason
            self.finish(at: event.at, showing: .connected)
        default: break
        }
    }

    private mutating func fail(by event: CallEvent, reason: String?) {
        self.decide(OutboundReason.outcome(of: event), reason: reason)
        self.finish(at: event.at, showing: self.timers.ring == nil ? .dialOut : .ring)
    }
}
