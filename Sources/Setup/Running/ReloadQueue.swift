internal import Waiting

/// Changes of what is in force, one at a time, in the order in which they were asked for; of reloads at most one waits.
///
/// Whoever asks for a reload gets the outcome of one that begins after that, and shares it with all who ask before it begins:
/// however many ask, one is under way and one waits.
final class ReloadQueue<Outcome: Sendable>: Sendable {
    private struct State {
        /// The change asked for last; the next one waits for it.
        var last: Task<Void, Never>?
        /// The reload that has not begun yet.
        var waiting: Task<Outcome, Never>?
    }

    private let state = Lock(State())

    /// Makes a change once all that were asked for before are made.
    func change<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
        await self.state.withLock { Self.add(work, to: &$0) }.value
    }

    /// Asks for a reload.
    ///
    /// - Parameter work: Reloads; not called where one waits already.
    /// - Returns: What brings the outcome; nobody need wait for it.
    @discardableResult
    func reload(_ work: @escaping @Sendable () async -> Outcome) -> Task<Outcome, Never> {
        self.state.withLock { state in
            if let waiting = state.waiting { return waiting }
            let task = Self.add(
                {
                    // It begins: who asks from now on wants another.
                    self.state.withLock { $0.waiting = nil }
                    return await work()
                }, to: &state)
            state.waiting = task
            return task
        }
    }

    private static func add<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value, to state: inout State
    ) -> Task<Value, Never> {
        let before = state.last
        let task = Task {
            await before?.value
            return await work()
        }
        state.last = Task { _ = await task.value }
        return task
    }
}
