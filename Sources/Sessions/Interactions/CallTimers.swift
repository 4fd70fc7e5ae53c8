internal import CallModel

/// The timers of one entry; those that never ran are absent.
public struct CallTimers: Hashable, Sendable {
    /// Waiting for somebody to take the call.
    public var queue: TimerSpan?
    /// Ringing, here or at the destination; the last time it did.
    public var ring: TimerSpan?
    /// Dialling, until it rings over there.
    public var dialOut: TimerSpan?
    /// Talking; the last time they did.
    public var connected: TimerSpan?

    /// No timer ran.
    public init() {}

    /// One timer by its name.
    public subscript(timer: CallTimer) -> TimerSpan? {
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

    /// Those that ran, in the contract's order.
    public var present: [CallTimer] { CallTimer.allCases.filter { self[$0] != nil } }

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
