internal import CallModel
import Glibc

/// The machine's monotonic clock, the one that ``Monitor`` waits by.
enum SteadyClock {
    static func now() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
