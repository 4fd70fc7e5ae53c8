internal import CallModel

extension InMemoryJournal.State {
    mutating func apply(_ entry: JournalEntry) {
        switch entry {
        case .session(let delta): self.sessions[delta.id, default: .init(delta)].add(delta)
        case .tags(let uses, let time): uses.forEach { self.count($0, at: time) }
        case .inactive(let user, let services, _): self.inactive[user] = services.isEmpty ? nil : services
        case .settings(let record): self.settings[record.service] = record
        case .subscription(let record): self.subscriptions[record.id] = record
        case .unsubscribe(let id): self.subscriptions[id] = nil
        case .recall(let record): self.recalls.append(record)
        case .forgetRecall(let digest): self.recalls.removeAll { $0.digest == digest }
        case .purge(let sessionsBefore, let recallBefore):
            self.sessions = self.sessions.filter { $0.value.head.isLive || $0.value.head.lastReceivedAt >= sessionsBefore }
            self.tags = self.tags.filter { $0.value.lastUsedAt >= sessionsBefore }
            self.recalls.removeAll { $0.savedAt < recallBefore }
        }
    }

    private mutating func count(_ use: TagUse, at time: WallTime) {
        let key = InMemoryJournal.TagKey(service: use.service, searchKey: use.searchKey)
        let before = self.tags[key]
        self.tags[key] = .init(
            text: use.text, uses: (before?.uses ?? 0) + 1, lastUsedAt: max(time, before?.lastUsedAt ?? time))
    }
}

extension InMemoryJournal.Session {
    /// A session of which nothing is kept yet.
    fileprivate init(_ delta: SessionDelta) {
        self.head = SessionRecord(
            id: delta.id, service: delta.service, direction: delta.direction, events: [], lastReceivedAt: delta.lastReceivedAt,
            startedAt: delta.startedAt, isLive: delta.isLive)
    }

    fileprivate mutating func add(_ delta: SessionDelta) {
        for event in delta.events where self.events[event.id] == nil { self.events[event.id] = event }
        self.head.unseen.formUnion(delta.unseen)
        self.head.audience.formUnion(delta.joined)
        self.head.audience.subtract(delta.left)
        self.head.conclusions.merge(delta.conclusions) { first, _ in first }
        self.head.lastReceivedAt = max(self.head.lastReceivedAt, delta.lastReceivedAt)
        self.head.startedAt = delta.startedAt
        self.head.isLive = delta.isLive
        for user in delta.unlisted { self.listings[user] = nil }
        for listing in delta.listings { self.listings[listing.user] = listing }
    }
}
