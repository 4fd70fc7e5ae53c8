public import CallModel
internal import Glibc

/// The machine's clocks.
public struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    public init() {}

    public func monotonicNow() -> MonotonicTime {
        MonotonicTime(nanoseconds: self.start.duration(to: .now).nanoseconds)
    }

    public func wallNow() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public func sleep(until time: MonotonicTime) async throws {
        try await Task.sleep(until: self.start + .nanoseconds(time.nanoseconds), clock: .continuous)
    }
}
