internal import CallModel

/// The state of a call for one user, after some of its events.
struct PartyState: Hashable {
    var phase: InteractionState
    /// Whether the call is in the user's list; one that was answered elsewhere is not.
    var isShown = true
    /// `nil` while undecided.
    var outcome: CallOutcome?
    var reason: String?
    /// The count of times that the call was offered.
    var attempts = 0
    /// The timer to show; it is among `timers`.
    var timer: CallTimer
    var timers = CallTimers()
    /// When the last event that changed this state happened.
    var updatedAt: WallTime

    /// Decides the outcome, unless it is decided already.
    mutating func decide(_ outcome: CallOutcome, reason: String?) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        self.reason = reason
    }

    /// Connects the call: the one outcome that replaces others.
    mutating func connect(_ outcome: CallOutcome, by event: CallEvent) {
        self.timers.endAll(at: event.at)
        self.timers.start(.connected, at: event.at)
        self.phase = .connected
        self.isShown = true
        self.timer = .connected
        self.outcome = outcome
        self.reason = event.reason
        self.updatedAt = event.at
    }

    /// Makes the entry past and all its timers final.
    mutating func finish(at time: WallTime, showing timer: CallTimer) {
        self.timers.endAll(at: time)
        self.phase = .past
        self.timer = timer
        self.updatedAt = time
    }
}
