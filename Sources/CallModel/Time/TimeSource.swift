/// Clocks, handed in so that tests need not wait.
public protocol TimeSource: Sendable {
    /// Never jumps; for deadlines and lifetimes.
    func monotonicNow() -> MonotonicTime
    /// What a calendar says; for what is written down or shown.
    func wallNow() -> WallTime
    /// Returns at or after `time`; throws `CancellationError` when its task is cancelled.
    func sleep(until time: MonotonicTime) async throws
}
