import CallModel

/// A clock that stands still, so that a fixture gives the same result on every day.
struct FrozenTime: TimeSource {
    func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: 0) }
    /// 2026-01-01T00:00:00Z
    func wallNow() -> WallTime { WallTime(milliseconds: 1_767_225_600_000) }
    func sleep(until time: MonotonicTime) async throws {}
}
