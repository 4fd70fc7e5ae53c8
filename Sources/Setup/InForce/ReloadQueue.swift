internal import Waiting

/// Changes of the configuration in force, one at a time, in the order of the requests; of reloads at most one waits.
///
/// A request for a reload gets the result of one that starts after it, and shares it with all requests made before that starts:
/// however many come, one is under way and one waits.
final class ReloadQueue<Result: Sendable>: Sendable {
    private struct State {
        /// The last change requested; the next one waits for it.
        var last: Task<Void, Never>?
        /// The reload that has not started yet.
        var waiting: Task<Result, Never>?
    }

    private let state = Lock(State())

    /// Makes a change once all that were requested before are made.
    func change<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
        await self.state.withLock { Self.add(work, to: &$0) }.value
    }

    /// Requests a reload.
    ///
    /// - Parameter work: Reloads; not called where one waits already.
    /// - Returns: A task with the result; it need not be waited for.
    @discardableResult
    func reload(_ work: @escaping @Sendable () async -> Result) -> Task<Result, Never> {
        self.state.withLock { state in
            if let waiting = state.waiting { return waiting }
            let task = Self.add(
                {
                    // It starts: requests from now on want another.
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
