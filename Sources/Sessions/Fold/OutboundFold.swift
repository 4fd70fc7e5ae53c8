internal import CallModel

/// Follows an outbound call through its events, rows O1 to O9.
struct OutboundFold: Sendable {
    /// The state of the user who calls.
    private(set) var party: PartyState
    /// The first `dialing` that names a user.
    private var dialled: EventLog.Entry?
    /// The first event that names a user: for calls whose dialling was not reported.
    private var named: EventLog.Entry?

    /// O1. Whatever event is known first: somebody must have dialled.
    init(startedAt: WallTime) {
        self.party = PartyState(phase: .dialing, attempts: 1, timer: .dialOut, updatedAt: startedAt)
        self.party.timers.start(.dialOut, at: startedAt)
    }

    /// Applies the next event, up to the first end.
    mutating func apply(_ entry: EventLog.Entry) {
        if entry.event.user != nil {
            if entry.event.type == .dialing { self.dialled = self.dialled ?? entry }
            self.named = self.named ?? entry
        }
        self.party.apply(entry.event)
    }

    /// The user who calls, and who alone has an entry; `nil` where nobody has.
    var owner: String? {
        (self.dialled ?? self.named).flatMap { $0.isUnseen ? nil : $0.event.user }
    }
}

extension PartyState {
    fileprivate mutating func apply(_ event: CallEvent) {
        switch (event.type, self.phase) {
        // O2.
        case (.ringing, .dialing):
            self.timers.end(.dialOut, at: event.at)
            self.timers.start(.ring, at: event.at)
            self.phase = .ringing
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
        // What changes nothing by now, the dialling that every call begins with, and events of inbound calls.
        case (.ringing, _), (.accepted, _), (.declined, _), (.ended, _): break
        case (.dialing, _), (.queued, _), (.offered, _), (.unanswered, _): break
        }
    }

    private mutating func fail(by event: CallEvent, reason: String?) {
        self.decide(OutboundReason.outcome(of: event), reason: reason)
        self.finish(at: event.at, showing: self.timers.ring == nil ? .dialOut : .ring)
    }
}

/// The reasons of outbound calls that decide their outcome; any other is shown as it is.
private enum OutboundReason {
    static let declined = "declined"
    static let userAborted = "userAborted"
    static let abandoned = "abandoned"
    static let notReached = "notReached"

    /// The outcome of a call that nobody took, by its `declined` or `ended`.
    static func outcome(of event: CallEvent) -> CallOutcome {
        switch event.type == .declined ? self.declined : event.reason {
        // A user who declines is named, the destination is not.
        case self.declined: event.user == nil ? .destinationDeclined : .notAccepted
        case self.userAborted, self.abandoned: .userAborted
        case self.notReached: .destinationNotReached
        default: .notAccepted
        }
    }
}
