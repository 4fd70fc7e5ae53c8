/// Wakes the one task that waits for something to do.
///
/// A notification without a waiting task is kept, once, for the next wait; so nothing is missed between looking and waiting.
package final class Signal: Sendable {
    private struct State {
        var isNotified = false
        var consumer: ParkedTask?
    }

    private let state = Lock(State())

    /// A signal without a notification.
    package init() {}

    /// Wakes the waiting task, or the next one that waits.
    package func notify() {
        let consumer = self.state.withLock { state in
            state.isNotified = state.consumer == nil
            return state.consumer.take()
        }
        consumer?.wake()
    }

    /// Returns once there is a notification that nobody has waited for yet, when `sleep` returns, or when the calling task is
    /// cancelled. For one task at a time.
    ///
    /// - Parameter sleep: Waits until a deadline; called only where there is something to wait for, cancelled when it is not
    ///   needed any more, and of no effect where it throws.
    package func wait(orUntil sleep: (@Sendable () async throws -> Void)? = nil) async {
        // A notification that is there already needs no timer.
        guard !self.takeNotification() else { return }
        let timer = sleep.map { sleep in
            Task {
                try await sleep()
                self.notify()
            }
        }
        await withTaskCancellationHandler {
            await self.state.park { state, task in
                guard !state.isNotified, !Task.isCancelled else {
                    state.isNotified = false
                    return false
                }
                state.consumer = task
                return true
            }
        } onCancel: {
            self.notify()
        }
        timer?.cancel()
    }

    /// Whether there is a notification, which is then used up.
    private func takeNotification() -> Bool {
        self.state.withLock { state in
            defer { state.isNotified = false }
            return state.isNotified
        }
    }
}
