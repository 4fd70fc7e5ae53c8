internal import CallModel
internal import Synchronization

/// Wakes the one task that waits for something to do.
final class Signal: Sendable {
    private struct State {
        var hasRung = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let sleeper = self.state.withLock { state in
            state.hasRung = state.sleeper == nil
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Returns once it rings or has rung since the last time, at `due`, or when its task is cancelled. For one task at a time.
    func wait(until due: MonotonicTime?, _ time: any TimeSource) async {
        let timer = due.map { due in
            Task {
                try await time.sleep(until: due)
                self.ring()
            }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAwake = self.state.withLock { state in
                    guard !state.hasRung, !Task.isCancelled else {
                        state.hasRung = false
                        return true
                    }
                    state.sleeper = continuation
                    return false
                }
                if isAwake { continuation.resume() }
            }
        } onCancel: {
            self.ring()
        }
        timer?.cancel()
    }
}
