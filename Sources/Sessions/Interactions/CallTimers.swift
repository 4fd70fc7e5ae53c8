package import CallModel

/// A time that is measured during a call. Raw values are the contract's words.
package enum CallTimer: String, Hashable, Sendable, CaseIterable {
    /// Waiting in the queue for somebody to take the call.
    case queue
    /// Ringing, here or at the destination.
    case ring
    /// Dialling, until it rings at the destination.
    case dialOut
    /// Talking.
    case connected
}

/// The time during which a timer ran.
package struct TimerSpan: Hashable, Sendable {
    /// The time of the start, by the session service's clock, as all times of calls.
    package var startedAt: WallTime
    /// `nil` while the timer runs; never before `startedAt`.
    package var endedAt: WallTime?

    /// A span from `startedAt`, still running without `endedAt`.
    package init(startedAt: WallTime, endedAt: WallTime? = nil) {
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}

/// The timers of one entry; those that never ran are absent.
package struct CallTimers: Hashable, Sendable {
    /// Waiting for somebody to take the call.
    package var queue: TimerSpan?
    /// Ringing, here or at the destination; the last time it did.
    package var ring: TimerSpan?
    /// Dialling, until it rings at the destination.
    package var dialOut: TimerSpan?
    /// Talking; the last time they did.
    package var connected: TimerSpan?

    /// Timers of which none ran.
    package init() {}

    /// One timer by its name; `nil` where it never ran.
    package subscript(timer: CallTimer) -> TimerSpan? {
        get {
            switch timer {
            case .queue: self.queue
            case .ring: self.ring
            case .dialOut: self.dialOut
            case .connected: self.connected
            }
        }
        set {
            switch timer {
            case .queue: self.queue = newValue
            case .ring: self.ring = newValue
            case .dialOut: self.dialOut = newValue
            case .connected: self.connected = newValue
            }
        }
    }

    /// The timers that ran, in the contract's order.
    package var present: [CallTimer] { CallTimer.allCases.filter { self[$0] != nil } }

    /// Starts a timer, again if it ran before: the last run counts.
    mutating func start(_ timer: CallTimer, at time: WallTime) {
        self[timer] = TimerSpan(startedAt: time)
    }

    /// Makes a timer final; one that is final or never ran stays so.
    mutating func end(_ timer: CallTimer, at time: WallTime) {
        guard var span = self[timer], span.endedAt == nil else { return }
        span.endedAt = time
        self[timer] = span
    }

    /// Makes all timers final.
    mutating func endAll(at time: WallTime) {
        for timer in CallTimer.allCases { self.end(timer, at: time) }
    }
}
