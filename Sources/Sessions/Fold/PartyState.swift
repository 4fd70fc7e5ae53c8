internal import CallModel

/// What has happened to a call for one party, up to some event.
struct PartyState: Hashable {
    var state: InteractionState
    /// Whether it is in the user's list; a call that was answered elsewhere is not.
    var isShown = true
    var outcome: CallOutcome?
    var reason: String?
    var attempts = 0
    var timer: CallTimer
    var timers = CallTimers()
    /// When the last event that changed it happened.
    var updatedAt: WallTime

    /// Decides the outcome, unless it is decided already.
    mutating func decide(_ outcome: CallOutcome, reason: String?) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        self.reason = reason
    }

    /// The call is taken: the one outcome that replaces others.
    mutating func connect(_ outcome: CallOutcome, by event: CallEvent) {
        self.timers.endAll(at: event.at)
        self.timers.start(.connected, at: event.at)
        self.state = .connected
        self.isShown = true
        self.timer = .connected
        self.outcome = outcome
        self.reason = event.reason
        self.updatedAt = event.at
    }

    /// Nothing goes on here any more.
    mutating func finish(at time: WallTime, showing timer: CallTimer) {
        self.timers.endAll(at: time)
        self.state = .past
        self.timer = timer
        self.updatedAt = time
    }
}
