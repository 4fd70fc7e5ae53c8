public import CallModel

extension CallSession {
    /// Takes a further event.
    ///
    /// - Parameters:
    ///   - event: Of this session, checked by ``EventCheck``.
    ///   - receivedAt: Now, by our own clock.
    ///   - team: Who may see the service's calls now; what `event.at` says makes no difference to that.
    /// - Returns: Whether the event is new. One that repeats an id has no effect.
    /// - Complexity: O(1) for an event that comes after all others, else O(events that come after it); and O(members) for `queued`.
    @discardableResult
    public mutating func receive(_ event: CallEvent, at receivedAt: WallTime, team: Team) -> Bool {
        guard !self.holds(event: event.id) else { return false }
        // A second one that comes after all is over shows the call to nobody else.
        if event.type == .queued, !self.log.isQueued || self.isWaiting { self.audience.formUnion(team.present) }
        self.log = self.log.adding(EventLog.Entry(event, arrivingFor: team))
        self.lastReceivedAt = max(self.lastReceivedAt, receivedAt)
        return true
    }

    /// A member became active: one who sees the call from now on, if it waits. Switching off takes nothing away.
    ///
    /// - Parameter user: A member of the service, as a UPN in lower case.
    /// - Returns: Whether that changes anything.
    @discardableResult
    public mutating func join(_ user: String) -> Bool {
        self.isWaiting && self.audience.insert(user).inserted
    }

    /// A user is no member of the service any more: a live entry goes at once, a past one stays.
    ///
    /// - Parameter user: A UPN in lower case.
    /// - Returns: Whether that changes anything.
    /// - Complexity: O(events).
    @discardableResult
    public mutating func leave(_ user: String) -> Bool {
        // What is not shown at the moment could come back by an event that is still on its way.
        guard self.interaction(of: user)?.state != .past else { return false }
        let isGone = self.audience.remove(user) != nil
        guard let log = self.log.hiding(user) else { return isGone }
        self.log = log
        return true
    }
}

extension EventLog.Entry {
    /// An event that arrives now.
    convenience init(_ event: CallEvent, arrivingFor team: Team) {
        self.init(event: event, isUnseen: event.user.map { !team.members.contains($0) } ?? false)
    }
}
