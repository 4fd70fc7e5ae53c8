public import CallModel

extension CallSession {
    /// Takes a further event.
    ///
    /// - Parameters:
    ///   - event: Of this session, checked by ``EventCheck``.
    ///   - receivedAt: Now, by our own clock.
    ///   - team: Who may see the service's calls now; what `event.at` says makes no difference to that.
    /// - Returns: Whether the event is new. One that repeats an id has no effect.
    @discardableResult
    public mutating func receive(_ event: CallEvent, at receivedAt: WallTime, team: Team) -> Bool {
        guard !self.holds(event: event.id) else { return false }
        self.register(event, team: team)
        let place = self.events.firstIndex { event.precedes($0) } ?? self.events.endIndex
        self.events.insert(event, at: place)
        self.lastReceivedAt = max(self.lastReceivedAt, receivedAt)
        self.fold()
        return true
    }

    /// A member became active: one who sees the call from now on, if it waits. Switching off takes nothing away.
    ///
    /// - Parameter user: A member of the service, as a UPN in lower case.
    public mutating func join(_ user: String) {
        guard self.isWaiting, self.audience.insert(user).inserted else { return }
        self.fold()
    }

    /// A user is no member of the service any more: a live entry goes at once, a past one stays.
    ///
    /// - Parameter user: A UPN in lower case.
    public mutating func leave(_ user: String) {
        // What is not shown at the moment could come back by an event that is still on its way.
        guard self.interaction(of: user)?.state != .past else { return }
        self.audience.remove(user)
        self.unseen.formUnion(self.events.lazy.filter { $0.user == user }.map(\.id))
        self.fold()
    }

    /// Notes who sees what by an event that arrives now.
    mutating func register(_ event: CallEvent, team: Team) {
        if let user = event.user, !team.members.contains(user) { self.unseen.insert(event.id) }
        guard event.type == .queued else { return }
        // A second one that comes after all is over shows the call to nobody else.
        let isFirst = !self.events.contains { $0.type == .queued && $0.id != event.id }
        if isFirst || self.isWaiting { self.audience.formUnion(team.present) }
    }
}
