internal import CallModel

extension CallSession {
    /// What the journal has to hear of, where it knows an earlier state of this session.
    ///
    /// Who has a call in their list is told once it is over: until then it is in memory.
    ///
    /// - Parameter earlier: `nil` where the session is new.
    /// - Complexity: As ``receive(_:at:team:)``; and O(users) once the call is over.
    func delta(since earlier: CallSession?) -> SessionDelta {
        let (added, hidden) = self.log.changes(since: earlier?.log)
        var delta = SessionDelta(
            id: self.id, service: self.service, direction: self.direction, events: added.map(\.event),
            unseen: Set(added.filter(\.isUnseen).map(\.event.id) + hidden), lastReceivedAt: self.lastReceivedAt,
            startedAt: self.startedAt, isLive: self.isLive)
        if self.audience != earlier?.audience {
            delta.joined = self.audience.subtracting(earlier?.audience ?? [])
            delta.left = earlier?.audience.subtracting(self.audience) ?? []
        }
        delta.conclusions = self.conclusions.filter { earlier?.conclusions[$0.key] == nil }
        guard !self.isLive else { return delta }
        if let earlier, !earlier.isLive {
            delta.unlisted = self.changedUsers(since: earlier)
            delta.listings = delta.unlisted.compactMap { self.interaction(of: $0).map(SessionDelta.Listing.init) }
        } else {
            delta.listings = self.interactions.map(SessionDelta.Listing.init)
        }
        return delta
    }
}

extension SessionDelta.Listing {
    fileprivate init(_ entry: Interaction) {
        self.init(user: entry.user, updatedAt: entry.updatedAt, outcome: entry.outcome)
    }
}
