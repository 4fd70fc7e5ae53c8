internal import CallModel

extension InMemoryJournal.State {
    mutating func apply(_ entry: JournalEntry) {
        switch entry {
        case .session(let record): self.sessions[record.id] = record
        case .tags(let uses, let time): uses.forEach { self.count($0, at: time) }
        case .inactive(let user, let services, _): self.inactive[user] = services.isEmpty ? nil : services
        case .settings(let record): self.settings[record.service] = record
        case .subscription(let record): self.subscriptions[record.id] = record
        case .unsubscribe(let id): self.subscriptions[id] = nil
        case .recall(let record): self.recalls.append(record)
        case .forgetRecall(let digest): self.recalls.removeAll { $0.digest == digest }
        case .purge(let sessionsBefore, let recallBefore):
            self.sessions = self.sessions.filter { $0.value.isLive || $0.value.lastReceivedAt >= sessionsBefore }
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
