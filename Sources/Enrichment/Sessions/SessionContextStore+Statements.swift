internal import CallModel
internal import Synchronization

extension SessionContextStore {
    /// Changes what was said of a live session's caller.
    ///
    /// - Returns: All that the session's context is made of now; `nil` for sessions that are over, unknown, or not for `scope`.
    func change(
        _ session: String, for scope: ServiceScope, at now: MonotonicTime, _ change: (inout ContextInputs) -> Void
    ) -> ContextInputs? {
        self.state.withLock { state in
            guard var holder = state.holders.value(for: session, at: now), scope.contains(holder.audience), !holder.isOver else {
                return nil
            }
            change(&holder.inputs)
            holder.inputs.version = state.nextNumber()
            state.keep(holder, for: session, at: now)
            return holder.inputs
        }
    }

    /// Live sessions of a number within `scope`, with who may read them. Looks at every one.
    func live(with number: NumberKey, within scope: ServiceScope) -> [String] {
        self.state.withLock { state in
            state.holders.all { _, holder in holder.number == number && !holder.isOver && scope.contains(holder.audience) }
        }.map(\.key)
    }
}
