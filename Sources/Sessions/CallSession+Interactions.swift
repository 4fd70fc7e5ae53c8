package import CallModel

/// The entries of a call's users, and their changes from one state of the call to the next.
extension CallSession {
    /// The call as one user sees it; `nil` where it is not in their list.
    ///
    /// - Parameter user: A UPN in lower case.
    /// - Complexity: O(1), however many members watch the queue.
    package func interaction(of user: String) -> Interaction? {
        let state = self.log.state.party(user) ?? (self.audience.contains(user) ? self.log.state.watching : nil)
        let conclusion = self.conclusions[user]
        if let state, state.isShown { return self.interaction(of: user, state, conclusion) }
        // What a user has concluded stays in their list, whatever events say later.
        return conclusion.map { self.interaction(of: user, self.remains(of: state), $0) }
    }

    /// Users who have an entry: UPNs in lower case, sorted.
    package var users: [String] {
        self.audience.union(self.namedUsers).filter { self.interaction(of: $0) != nil }.sorted()
    }

    /// All entries, sorted by user.
    package var interactions: [Interaction] { self.users.compactMap { self.interaction(of: $0) } }

    /// The report's row, under an empty user, of a call that nobody was there to see; `nil` where somebody has an entry.
    package var unattended: Interaction? {
        self.users.isEmpty ? self.interaction(of: "", self.log.state.unattended, nil) : nil
    }

    /// Events that arrived between an earlier state of this session and now and changed something, in their order: none that comes
    /// after the end, and no second `queued`.
    ///
    /// - Parameter earlier: `nil` where the session is new.
    package func newEvents(since earlier: CallSession?) -> [CallEvent] {
        let state = self.log.state
        return self.log.changes(since: earlier?.log).added.map(\.event).filter { event in
            !(state.end?.event.precedes(event) ?? false) && (event.type != .queued || event.id == state.queued?.event.id)
        }
    }

    /// The change of a user's entry between an earlier state of this session and now; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - user: A UPN in lower case.
    ///   - earlier: `nil` where the session is new.
    /// - Complexity: O(1), however many members watch the queue.
    package func change(for user: String, since earlier: CallSession?) -> InteractionChange? {
        let (before, now) = (earlier?.interaction(of: user), self.interaction(of: user))
        guard before != now else { return nil }
        guard let now else { return .removed }
        return before?.conclusion == nil && now.conclusion != nil ? .concluded(now) : .entry(now)
    }

    /// All users whose entry changed between an earlier state of this session and now; UPNs in lower case.
    ///
    /// - Parameter earlier: `nil` where the session is new.
    /// - Complexity: O(users named by events); O(members) only where the call changed for all who watch the queue.
    package func changedUsers(since earlier: CallSession?) -> Set<String> {
        var candidates = self.namedUsers.union(earlier?.namedUsers ?? [])
        let isSameForWatchers =
            self.log.state.watching == earlier?.log.state.watching && self.startedAt == earlier?.startedAt
            && self.audience == earlier?.audience
        if !isSameForWatchers { candidates.formUnion(self.audience.union(earlier?.audience ?? [])) }
        return candidates.filter { self.change(for: $0, since: earlier) != nil }
    }

    /// Users whose entry is their own and not that of all who watch the queue.
    private var namedUsers: Set<String> { self.log.state.named.union(self.conclusions.keys) }

    private func interaction(of user: String, _ state: PartyState, _ conclusion: Conclusion?) -> Interaction {
        let isKept = conclusion == nil || conclusion?.outcome == state.outcome
        return Interaction(
            session: self.id, service: self.service, direction: self.direction, user: user, state: state.phase,
            outcome: isKept ? state.outcome : conclusion?.outcome, reason: isKept ? state.reason : conclusion?.reason,
            attempts: state.attempts, startedAt: self.startedAt,
            updatedAt: max(state.updatedAt, conclusion?.savedAt ?? state.updatedAt), timer: state.timer, timers: state.timers,
            conclusion: conclusion)
    }

    /// A past state for an entry that events alone would not show.
    private func remains(of state: PartyState?) -> PartyState {
        let timer: CallTimer = self.direction == .inbound ? .ring : .dialOut
        var remains = state ?? PartyState(phase: .past, timer: timer, updatedAt: self.startedAt)
        if remains.timers[timer] == nil { remains.timers.start(timer, at: self.startedAt) }
        remains.finish(at: remains.updatedAt, showing: timer)
        remains.isShown = true
        return remains
    }
}
