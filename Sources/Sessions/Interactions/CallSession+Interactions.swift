internal import CallModel

extension CallSession {
    /// The call as `user` sees it; `nil` where it is not in their list.
    ///
    /// - Parameter user: A UPN in lower case.
    /// - Complexity: O(1), however many members watch the queue.
    public func interaction(of user: String) -> Interaction? {
        let track = self.log.state.track(of: user) ?? (self.audience.contains(user) ? self.log.state.watching : nil)
        let conclusion = self.conclusions[user]
        if let track, track.isShown { return self.interaction(of: user, track, conclusion) }
        // What a user has concluded stays in their list, whatever events say later.
        return conclusion.map { self.interaction(of: user, self.remains(of: track), $0) }
    }

    /// Users who have an entry, sorted.
    public var users: [String] {
        self.audience.union(self.namedUsers).filter { self.interaction(of: $0) != nil }.sorted()
    }

    /// All entries, by user.
    public var interactions: [Interaction] { self.users.compactMap { self.interaction(of: $0) } }

    /// The report's row, under an empty user, of a call that nobody was there to see; `nil` where somebody has an entry.
    public var unattended: Interaction? {
        self.users.isEmpty ? self.interaction(of: "", self.log.state.unattended, nil) : nil
    }

    /// Users whose entry is their own and not that of all who watch the queue.
    var namedUsers: Set<String> { self.log.state.named.union(self.conclusions.keys) }

    private func interaction(of user: String, _ track: PartyState, _ conclusion: Conclusion?) -> Interaction {
        let isKept = conclusion == nil || conclusion?.outcome == track.outcome
        return Interaction(
            session: self.id, service: self.service, direction: self.direction, user: user, state: track.state,
            outcome: isKept ? track.outcome : conclusion?.outcome, reason: isKept ? track.reason : conclusion?.reason,
            attempts: track.attempts, startedAt: self.startedAt,
            updatedAt: max(track.updatedAt, conclusion?.savedAt ?? track.updatedAt), timer: track.timer, timers: track.timers,
            conclusion: conclusion)
    }

    /// A past track for an entry that events alone would not show.
    private func remains(of track: PartyState?) -> PartyState {
        let timer: CallTimer = self.direction == .inbound ? .ring : .dialOut
        var remains = track ?? PartyState(state: .past, timer: timer, updatedAt: self.startedAt)
        if remains.timers[timer] == nil { remains.timers.start(timer, at: self.startedAt) }
        remains.finish(at: remains.updatedAt, showing: timer)
        remains.isShown = true
        return remains
    }
}
