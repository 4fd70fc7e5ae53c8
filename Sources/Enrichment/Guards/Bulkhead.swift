internal import CallModel
internal import Synchronization

/// Bounds how many do the same at once, so that it cannot take all there is: questions of one connector, say.
///
/// A class with a lock, not an actor: leaving must not wait.
public final class Bulkhead: Sendable {
    private struct State {
        var free: Int
        var waiting: [(ticket: UInt64, place: CheckedContinuation<Bool, Never>)] = []
        var tickets: UInt64 = 0
    }

    private let state: Mutex<State>
    private let capacity: Int
    private let queueLimit: Int

    /// - Parameters:
    ///   - inFlight: Places, 1 at least.
    ///   - waiting: How many may wait for one; who comes then is turned away.
    public init(inFlight: Int, waiting: Int) {
        self.capacity = inFlight
        self.queueLimit = waiting
        self.state = Mutex(State(free: inFlight))
    }

    /// Places taken.
    var occupied: Int { self.capacity - self.state.withLock(\.free) }

    /// How many wait for a place.
    var queued: Int { self.state.withLock(\.waiting.count) }

    /// Takes a place, first come first served; false where the queue is full, or once the calling task is cancelled.
    /// Who got true must call ``leave()`` once.
    public func enter() async -> Bool {
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
            await withCheckedContinuation { place in
                let answer = self.state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    guard state.waiting.count < self.queueLimit else { return false }
                    state.waiting.append((ticket, place))
                    return nil
                }
                if let answer { place.resume(returning: answer) }
            }
        } onCancel: {
            let left = self.state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).place }
            }
            left?.resume(returning: false)
        }
    }

    /// Gives the place to the next in the queue.
    public func leave() {
        let next = self.state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().place
        }
        next?.resume(returning: true)
    }
}
