import CallModel
import Waiting

/// A clock that stands still until a test moves it.
final class HandTime: TimeSource {
    private struct State {
        var now = MonotonicTime(nanoseconds: 0)
        var sleepers: [(until: MonotonicTime, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Lock(State())

    var isSleptOn: Bool { self.state.withLock { !$0.sleepers.isEmpty } }

    func monotonicNow() -> MonotonicTime { self.state.withLock { $0.now } }

    func wallNow() -> WallTime { WallTime(milliseconds: 0) }

    func sleep(until time: MonotonicTime) async throws {
        await withCheckedContinuation { continuation in
            let isOver = self.state.withLock { state in
                if time > state.now { state.sleepers.append((time, continuation)) }
                return time <= state.now
            }
            if isOver { continuation.resume() }
        }
    }

    func advance(by duration: Duration) {
        let woken = self.state.withLock { state in
            state.now = state.now + duration
            let woken = state.sleepers.filter { $0.until <= state.now }
            state.sleepers.removeAll { $0.until <= state.now }
            return woken
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }
}
