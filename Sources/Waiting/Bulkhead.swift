internal import DequeModule

/// Limits how many tasks do one kind of work at once, such as asking one connector, and how many wait for their turn.
///
/// A class with a lock, not an actor: leaving must not wait.
package final class Bulkhead: Sendable {
    private struct State {
        var free: Int
        var waiting: Deque<(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)> = []
        var tickets: UInt64 = 0
    }

    private let state: Lock<State>
    private let capacity: Int
    private let queueLimit: Int

    /// - Parameters:
    ///   - inFlight: Places, 1 at least.
    ///   - waiting: Most tasks that may wait for one; further ones are turned away.
    package init(inFlight: Int, waiting: Int) {
        self.capacity = inFlight
        self.queueLimit = waiting
        self.state = Lock(State(free: inFlight))
    }

    /// Places taken.
    package var occupied: Int { self.capacity - self.state.withLock(\.free) }

    /// Tasks that wait for a place.
    package var queued: Int { self.state.withLock(\.waiting.count) }

    /// Takes a place, first come first served.
    ///
    /// - Returns: Whether there is one, to be given back by ``leave()`` once; false where the queue is full, or as soon as the
    ///   calling task is cancelled.
    package func enter() async -> Bool {
        let ticket = self.state.withLock { state -> UInt64? in
            if state.free > 0 && state.waiting.isEmpty {
                state.free -= 1
                return nil
            }
            state.tickets += 1
            return state.tickets
        }
        guard let ticket else { return true }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = self.state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    guard state.waiting.count < self.queueLimit else { return false }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let left = self.state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
            }
            left?.resume(returning: false)
        }
    }

    /// Gives a place back: to the task that waits longest, where one does.
    package func leave() {
        let next = self.state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let next = state.waiting.popFirst() else {
                state.free += 1
                return nil
            }
            return next.continuation
        }
        next?.resume(returning: true)
    }
}
