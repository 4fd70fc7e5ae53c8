public import CallModel

/// A time that is measured during a call. Raw values are the contract's words.
public enum CallTimer: String, Hashable, Sendable, CaseIterable {
    case queue, ring, dialOut, connected
}

/// From when to when a timer ran.
public struct TimerSpan: Hashable, Sendable {
    /// By the session service's clock, as all times of calls.
    public var startedAt: WallTime
    /// `nil` while it runs; never before `startedAt`.
    public var endedAt: WallTime?

    /// A span from `startedAt`, still running without `endedAt`.
    public init(startedAt: WallTime, endedAt: WallTime? = nil) {
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}
