package import CallModel
internal import Waiting

/// A time source that moves only when the test says so; monotonic and wall clock move together, unless the latter jumps.
package final class ManualTime: TimeSource {
    private struct State {
        var now: Int64 = 1_000_000_000_000
        /// How far the wall clock is ahead.
        var ahead: Int64 = 0
        var sleepers: [(id: Int, until: Int64, wake: CheckedContinuation<Void, any Error>)] = []
        var ids = 0
    }

    private let state = Lock(State())

    /// A time source at 1,000 s of either clock.
    package init() {}

    /// The monotonic clock.
    package func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: self.state.withLock(\.now)) }

    /// The wall clock, in whole milliseconds.
    package func wallNow() -> WallTime { WallTime(milliseconds: self.state.withLock { $0.now + $0.ahead } / 1_000_000) }

    /// Waits until the test has moved the clock to `time`; throws where the task is cancelled before.
    package func sleep(until time: MonotonicTime) async throws {
        let id = self.state.withLock { state in
            state.ids += 1
            return state.ids
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let isOver = self.state.withLock { state in
                    if time.nanoseconds <= state.now || Task.isCancelled { return true }
                    state.sleepers.append((id, time.nanoseconds, wake))
                    return false
                }
                if isOver { Task.isCancelled ? wake.resume(throwing: CancellationError()) : wake.resume() }
            }
        } onCancel: {
            let sleeper = self.state.withLock { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0).wake }
            }
            sleeper?.resume(throwing: CancellationError())
        }
    }

    /// Sets the wall clock on or back.
    package func jump(by duration: Duration) { self.state.withLock { $0.ahead += duration.nanoseconds } }

    /// Moves both clocks on and wakes the sleepers that are due.
    package func advance(by duration: Duration) {
        let due = self.state.withLock { state in
            state.now += duration.nanoseconds
            let due = state.sleepers.filter { $0.until <= state.now }
            state.sleepers.removeAll { $0.until <= state.now }
            return due
        }
        for sleeper in due { sleeper.wake.resume() }
    }

    /// The number of tasks that sleep.
    package var sleepers: Int { self.state.withLock(\.sleepers.count) }

    /// Waits until so many tasks sleep; forever where they never do.
    package func waitForSleepers(_ count: Int) async {
        while self.sleepers < count { await Task.yield() }
    }
}
