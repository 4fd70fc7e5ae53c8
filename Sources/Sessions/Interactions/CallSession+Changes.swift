public import CallModel

extension CallSession {
    /// Events that arrived between an earlier state of this session and now and changed something, in their order: none that comes
    /// after the end, and no second `queued`.
    ///
    /// - Parameter earlier: `nil` where the session is new.
    public func newEvents(since earlier: CallSession?) -> [CallEvent] {
        let state = self.log.state
        return self.log.changes(since: earlier?.log).added.map(\.event).filter { event in
            !(state.end?.event.precedes(event) ?? false) && (event.type != .queued || event.id == state.queued?.event.id)
        }
    }

    /// What became of a user's entry between an earlier state of this session and now; `nil` where nothing did.
    ///
    /// - Parameter earlier: `nil` where the session is new.
    /// - Complexity: O(1), however many members watch the queue.
    public func change(for user: String, since earlier: CallSession?) -> InteractionChange? {
        let (before, now) = (earlier?.interaction(of: user), self.interaction(of: user))
        guard before != now else { return nil }
        guard let now else { return .removed }
        return before?.conclusion == nil && now.conclusion != nil ? .concluded(now) : .entry(now)
    }

    /// Everybody whose entry changed between an earlier state of this session and now.
    ///
    /// - Complexity: O(users named by events); O(members) only where the call changed for all who watch the queue.
    public func changedUsers(since earlier: CallSession?) -> Set<String> {
        var candidates = self.namedUsers.union(earlier?.namedUsers ?? [])
        let isSameForWatchers =
            self.log.state.watching == earlier?.log.state.watching && self.startedAt == earlier?.startedAt
            && self.audience == earlier?.audience
        if !isSameForWatchers { candidates.formUnion(self.audience.union(earlier?.audience ?? [])) }
        return candidates.filter { self.change(for: $0, since: earlier) != nil }
    }
}
