package import CallModel

/// The machine's monotonic clock, for what goes on by itself, such as programs that never end; the wall clock stands still.
package struct MachineTime: TimeSource {
    private static let start = ContinuousClock.now

    /// The clock, which is the same for all values.
    package init() {}

    /// Time since the first look at the clock.
    package func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: (ContinuousClock.now - Self.start).nanoseconds) }

    /// The beginning of 1970.
    package func wallNow() -> WallTime { WallTime(milliseconds: 0) }

    /// Waits until that time; throws where the task is cancelled before.
    package func sleep(until time: MonotonicTime) async throws { try await Task.sleep(for: time - self.monotonicNow()) }
}
