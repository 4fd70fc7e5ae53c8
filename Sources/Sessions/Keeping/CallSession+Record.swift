public import CallModel

extension CallSession {
    /// The session as it was journaled.
    public init(_ record: SessionRecord) {
        self.init(
            id: record.id, events: record.events, audience: record.audience, unseen: record.unseen,
            conclusions: record.conclusions, lastReceivedAt: record.lastReceivedAt)
    }

    /// The session as it is to be journaled. Who has it in their list is named once it is over: until then it is in memory.
    ///
    /// - Complexity: O(events), and O(members) for a call that is over and had been queued.
    public var record: SessionRecord {
        let listings = self.isLive ? [] : self.interactions.map(SessionRecord.Listing.init)
        return SessionRecord(
            id: self.id, service: self.service, direction: self.direction, events: self.events, audience: self.audience,
            unseen: self.unseen, conclusions: self.conclusions, lastReceivedAt: self.lastReceivedAt, startedAt: self.startedAt,
            isLive: self.isLive, listings: listings)
    }
}

extension SessionRecord.Listing {
    init(_ entry: Interaction) {
        self.init(user: entry.user, updatedAt: entry.updatedAt, outcome: entry.outcome)
    }
}
