import CallModel
import Synchronization

/// A clock that moves when the test says so.
final class ManualTime: TimeSource {
    private let now = Mutex<Int64>(1_000_000_000_000)

    func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: self.now.withLock(\.self)) }

    func wallNow() -> WallTime { WallTime(milliseconds: self.now.withLock(\.self) / 1_000_000) }

    func sleep(until time: MonotonicTime) async throws {
        while self.monotonicNow() < time {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    func advance(by duration: Duration) {
        self.now.withLock { $0 += duration.nanoseconds }
    }
}
