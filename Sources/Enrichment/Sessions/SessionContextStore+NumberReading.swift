internal import CallModel
internal import Synchronization

extension SessionContextStore {
    /// A session's context (revision 0 while a live one has none); `nil` for sessions that are unknown, forgotten, or not for `scope`.
    func context(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> CallerContext? {
        self.state.withLock { state in
            guard let holder = state.holders.value(for: session, at: now), scope.contains(holder.audience) else { return nil }
            return holder.isOver ? holder.context : holder.context ?? .empty
        }
    }

    /// Who calls in a session whose call is known, and what is known of them; both `nil` where nothing is held. What a lookup
    /// attaches to a session that is over and forgotten is not the call's.
    func caller(of session: String, at now: MonotonicTime) -> (number: CallerNumber?, context: CallerContext?) {
        self.state.withLock { state in
            guard let holder = state.holders.value(for: session, at: now), holder.isOfCall else { return (nil, nil) }
            return (holder.shown, holder.context)
        }
    }

    /// The internet address of the caller of a session whose call is known.
    func address(of session: String, at now: MonotonicTime) -> IPAddress? {
        self.state.withLock { state in
            guard let holder = state.holders.value(for: session, at: now), holder.isOfCall else { return nil }
            return holder.address
        }
    }

    /// Sessions within `scope` whose caller `isMeant` names. Looks at every one, but asks about none while others wait.
    func sessions(within scope: ServiceScope, where isMeant: (CallerNumber?, Caller?) -> Bool) -> Set<String> {
        let held = self.state.withLock { state in
            state.holders.all { _, holder in
                holder.isOfCall && (holder.shown != nil || holder.context?.caller != nil) && scope.contains(holder.audience)
            }
        }
        return Set(held.filter { isMeant($0.value.shown, $0.value.context?.caller) }.map(\.key))
    }

    func standing(of session: String, for scope: ServiceScope, at now: MonotonicTime) -> SessionLiveness {
        self.state.withLock { state in
            guard let holder = state.holders.value(for: session, at: now), scope.contains(holder.audience) else {
                return .unknown
            }
            return holder.isOver ? .over : .live
        }
    }

    /// Whether a session has a card of this number from an earlier lookup.
    func hasCard(of number: CallerNumber, in session: String, before lookup: UInt64, at now: MonotonicTime) -> Bool {
        self.state.withLock { $0.holders.value(for: session, at: now)?.hasCard(of: number, before: lookup) ?? false }
    }

    /// Whether a session's call goes on, and no later lookup has begun nor was its caller forgotten since this one.
    func isLatest(_ lookup: UInt64, of session: String, at now: MonotonicTime) -> Bool {
        self.state.withLock { state in
            state.holders.value(for: session, at: now).map { $0.latest == lookup && !$0.isOver } ?? false
        }
    }
}
