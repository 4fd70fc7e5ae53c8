public import CallModel
internal import Synchronization

/// A clock that moves when the test says so; both its faces move together.
public final class ManualTime: TimeSource {
    private struct State {
        var now: Int64 = 1_000_000_000_000
        var sleepers: [(id: Int, until: Int64, wake: CheckedContinuation<Void, any Error>)] = []
        var ids = 0
    }

    private let state = Mutex(State())

    /// A clock at 1,000 s of either face.
    public init() {}

    public func monotonicNow() -> MonotonicTime { MonotonicTime(nanoseconds: self.state.withLock(\.now)) }

    public func wallNow() -> WallTime { WallTime(milliseconds: self.state.withLock(\.now) / 1_000_000) }

    public func sleep(until time: MonotonicTime) async throws {
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

    /// Moves on and wakes whoever is due.
    public func advance(by duration: Duration) {
        let due = self.state.withLock { state in
            state.now += duration.nanoseconds
            let due = state.sleepers.filter { $0.until <= state.now }
            state.sleepers.removeAll { $0.until <= state.now }
            return due
        }
        for sleeper in due { sleeper.wake.resume() }
    }

    /// How many tasks sleep.
    public var sleepers: Int { self.state.withLock(\.sleepers.count) }

    /// Waits until so many tasks sleep.
    public func waitForSleepers(_ count: Int) async {
        while self.sleepers < count { await Task.yield() }
    }
}
