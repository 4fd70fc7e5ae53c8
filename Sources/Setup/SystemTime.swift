package import CallModel
// The compiler counts `timespec` as its own where other files of the module import Foundation.
internal import CoreFoundation
internal import Glibc

/// The machine's clocks; monotonic time counts from when the value was made.
package struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    /// Clocks of which the monotonic one is at zero now.
    package init() {}

    package func monotonicNow() -> MonotonicTime {
        MonotonicTime(nanoseconds: self.start.duration(to: .now).nanoseconds)
    }

    package func wallNow() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package func sleep(until time: MonotonicTime) async throws {
        try await Task.sleep(until: self.start + .nanoseconds(time.nanoseconds), clock: .continuous)
    }
}
