internal import CallModel

/// The wall clock as it was at one moment, moved on by the clock that never jumps.
struct AnchoredClock: Hashable, Sendable {
    private let wall: WallTime
    private let monotonic: MonotonicTime

    /// A clock that shows `wall` at `monotonic`.
    init(_ wall: WallTime, at monotonic: MonotonicTime) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// The time that it shows.
    func time(at now: MonotonicTime) -> WallTime { self.wall + (now - self.monotonic) }
}
