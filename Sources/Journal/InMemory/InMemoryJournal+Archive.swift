public import CallModel
internal import Synchronization

extension InMemoryJournal: SessionArchive {
    public func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        self.state.withLock { $0.sessions[id]?.record }
    }

    public func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        let sessions = self.state.withLock { Array($0.sessions.values) }
        let places = sessions.compactMap { session in query.place(of: session).map { (place: $0, record: session.record) } }
        return places.sorted { $0.place.precedes($1.place) }.prefix(query.limit).map(\.record)
    }

    public func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord] {
        let records = self.state.withLock { $0.sessions.values.map(\.record) }
        return records.filter(query.includes).sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }.prefix(query.limit)
            .map(\.self)
    }
}

extension InMemoryJournal: TagArchive {
    public func tags(of service: String, beginning prefix: String, limit: Int) async throws(JournalError) -> [TagCount] {
        let found = self.state.withLock { state in
            state.tags.filter { $0.key.service == service && $0.key.searchKey.hasPrefix(prefix) }
        }
        return found.sorted { ($1.value.uses, $0.key.searchKey) < ($0.value.uses, $1.key.searchKey) }.prefix(limit)
            .map { TagCount(text: $0.value.text, uses: $0.value.uses) }
    }

    public func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag] {
        let records = self.state.withLock { $0.recalls.filter { $0.digest == digest && $0.service == service } }
        var latest: [String: WallTime] = [:]
        for record in records {
            for tag in record.tags { latest[tag] = max(record.savedAt, latest[tag] ?? record.savedAt) }
        }
        return latest.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
            .map { RecalledTag(text: $0.key, lastUsedAt: $0.value) }
    }

    public func recalledCount(digest: [UInt8]) async throws(JournalError) -> Int {
        self.state.withLock { state in
            state.recalls.reduce(0) { $0 + ($1.digest == digest ? $1.tags.count : 0) }
        }
    }
}

extension ListingQuery {
    /// Where a session stands in the list; `nil` where it is not wanted.
    fileprivate func place(of session: InMemoryJournal.Session) -> Place? {
        let head = session.head
        guard let listing = session.listings[self.user], self.services?.contains(head.service) ?? true,
            self.search.map({ $0.services.contains(head.service) || $0.sessions.contains(head.id) }) ?? true,
            self.outcomes.map({ outcomes in listing.outcome.map(outcomes.contains) ?? false }) ?? true
        else { return nil }
        let place = Place(updatedAt: listing.updatedAt, session: head.id)
        return self.after.map { $0.precedes(place) } ?? true ? place : nil
    }
}

extension ListingQuery.Place {
    fileprivate func precedes(_ other: Self) -> Bool {
        (other.updatedAt, self.session) < (self.updatedAt, other.session)
    }
}

extension ReportQuery {
    fileprivate func includes(_ record: SessionRecord) -> Bool {
        guard record.startedAt >= self.from, record.startedAt < self.to, self.services?.contains(record.service) ?? true else {
            return false
        }
        return self.after.map { ($0.startedAt, $0.session) < (record.startedAt, record.id) } ?? true
    }
}
