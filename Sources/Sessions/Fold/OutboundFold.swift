internal import CallModel

/// Follows an outbound call through its events, rows O1 to O9.
struct OutboundFold: Sendable {
    private(set) var track: PartyState
    /// The event that tells who dials.
    private var dialled: EventLog.Entry?
    /// The first one that names a user: for calls whose dialling nobody told.
    private var named: EventLog.Entry?

    /// O1. Whatever is known first: somebody must have dialled.
    init(startedAt: WallTime) {
        self.track = PartyState(state: .dialing, attempts: 1, timer: .dialOut, updatedAt: startedAt)
        self.track.timers.start(.dialOut, at: startedAt)
    }

    /// Takes the next event, up to the first end.
    mutating func take(_ entry: EventLog.Entry) {
        if entry.event.user != nil {
            if entry.event.type == .dialing { self.dialled = self.dialled ?? entry }
            self.named = self.named ?? entry
        }
        self.track.take(entry.event)
    }

    /// The user who calls, and who alone has an entry; `nil` where nobody has.
    var owner: String? {
        (self.dialled ?? self.named).flatMap { $0.isUnseen ? nil : $0.event.user }
    }
}

extension PartyState {
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
