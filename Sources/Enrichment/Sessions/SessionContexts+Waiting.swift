internal import CallModel
internal import Synchronization

extension SessionContexts {
    /// Lets a waiter know of the next revision above its own; tells whether there is none yet.
    func register(_ waiter: RevisionWaiter, for session: String, at now: MonotonicTime) -> Bool {
        self.state.withLock { state in
            let current = state.holders.value(for: session, at: now)?.context?.revision ?? 0
            guard current <= waiter.revision else { return false }
            state.waiters[session, default: []].append(waiter)
            return true
        }
    }

    func remove(_ waiter: RevisionWaiter, for session: String) {
        self.state.withLock { state in
            let left = (state.waiters[session] ?? []).filter { $0 !== waiter }
            state.waiters[session] = left.isEmpty ? nil : left
        }
    }

    /// Ends all waiting.
    func wakeAll() {
        let waiters = self.state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters.values.flatMap(\.self)
        }
        for waiter in waiters { waiter.wake() }
    }
}
