/// Clocks, handed in so that tests need not wait.
public protocol TimeSource: Sendable {
    /// The time of a clock that never jumps; for deadlines and lifetimes.
    func monotonicNow() -> MonotonicTime
    /// The calendar's date and time; for what is written down or shown.
    func wallNow() -> WallTime
    /// Returns at or after `time`; throws `CancellationError` when its task is cancelled.
    func sleep(until time: MonotonicTime) async throws
}

/// A point on a clock that never jumps. For deadlines and lifetimes.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since some start, the same for all times of one process.
    public let nanoseconds: Int64

    /// A point by its nanoseconds since the clock's start.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Whether `lhs` is the earlier one.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }
    /// The point so much later; wraps around where that is beyond 292 years.
    public static func + (lhs: Self, rhs: Duration) -> Self { Self(nanoseconds: lhs.nanoseconds &+ rhs.nanoseconds) }
    /// The span from `rhs` to `lhs`; negative where `lhs` is the earlier one.
    public static func - (lhs: Self, rhs: Self) -> Duration { .nanoseconds(lhs.nanoseconds &- rhs.nanoseconds) }
}

extension Duration {
    /// Whole nanoseconds; durations beyond 292 years are cut.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / 1_000_000_000
    }

    /// Milliseconds with their fraction, as answers show them.
    public var milliseconds: Double { Double(self.nanoseconds) / 1_000_000 }
}

/// The wall clock as it was at one moment, moved on by the clock that never jumps.
package struct AnchoredClock: Hashable, Sendable {
    private let wall: WallTime
    private let monotonic: MonotonicTime

    /// A clock that shows `wall` at `monotonic`.
    package init(_ wall: WallTime, at monotonic: MonotonicTime) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// The time that it shows.
    package func time(at now: MonotonicTime) -> WallTime { self.wall + (now - self.monotonic) }
}
