package import CallModel
internal import Waiting

extension InMemoryJournal: SessionArchive {
    package func session(_ id: String) async throws(JournalError) -> SessionRecord? {
        self.state.withLock { $0.sessions[id]?.record }
    }

    package func listed(_ query: ListingQuery) async throws(JournalError) -> [SessionRecord] {
        let sessions = self.state.withLock { Array($0.sessions.values) }
        let listed = sessions.compactMap { session in query.position(of: session).map { (position: $0, record: session.record) } }
        return listed.sorted { $0.position.precedes($1.position) }.prefix(query.limit).map(\.record)
    }

    package func started(_ query: ReportQuery) async throws(JournalError) -> [SessionRecord] {
        let records = self.state.withLock { $0.sessions.values.map(\.record) }
        return records.filter(query.includes).sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }.prefix(query.limit)
            .map(\.self)
    }

    package func pastCount(before time: WallTime) async throws(JournalError) -> Int {
        self.state.withLock { $0.sessions.values.count { !$0.head.isLive && $0.head.lastReceivedAt < time } }
    }
}

extension InMemoryJournal: TagArchive {
    package func tags(of service: String, beginning prefix: String, limit: Int) async throws(JournalError) -> [TagCount] {
        let found = self.state.withLock { state in
            state.tags.filter { $0.key.service == service && $0.key.searchKey.hasPrefix(prefix) }
        }
        return found.sorted { ($1.value.uses, $0.key.searchKey) < ($0.value.uses, $1.key.searchKey) }.prefix(limit)
            .map { TagCount(text: $0.value.text, uses: $0.value.uses) }
    }

    package func recalled(digest: [UInt8], service: String, limit: Int) async throws(JournalError) -> [RecalledTag] {
        let records = self.state.withLock { $0.recalls.filter { $0.digest == digest && $0.service == service } }
        var latest: [String: WallTime] = [:]
        for record in records {
            for tag in record.tags { latest[tag] = max(record.savedAt, latest[tag] ?? record.savedAt) }
        }
        return latest.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
            .map { RecalledTag(text: $0.key, lastUsedAt: $0.value) }
    }

    package func recalledCount(digest: [UInt8], within scope: ServiceScope) async throws(JournalError) -> Int {
        self.state.withLock { state in
            state.recalls.reduce(0) { $0 + ($1.isAbout(digest, within: scope) ? $1.tags.count : 0) }
        }
    }
}

extension ListingQuery {
    /// A session's position in the list; `nil` where the query leaves it out.
    fileprivate func position(of session: InMemoryJournal.Session) -> Position? {
        let head = session.head
        guard let listing = session.listings[self.user], self.scope.contains(head.service),
            self.search.map({ $0.services.contains(head.service) || $0.sessions.contains(head.id) }) ?? true,
            self.outcomes.map({ outcomes in listing.outcome.map(outcomes.contains) ?? false }) ?? true
        else { return nil }
        let position = Position(updatedAt: listing.updatedAt, session: head.id)
        return self.after.map { $0.precedes(position) } ?? true ? position : nil
    }
}

extension ListingQuery.Position {
    fileprivate func precedes(_ other: Self) -> Bool {
        (other.updatedAt, self.session) < (self.updatedAt, other.session)
    }
}

extension ReportQuery {
    fileprivate func includes(_ record: SessionRecord) -> Bool {
        guard record.startedAt >= self.from, record.startedAt < self.to, self.scope.contains(record.service) else {
            return false
        }
        return self.after.map { ($0.startedAt, $0.session) < (record.startedAt, record.id) } ?? true
    }
}

extension RecallRecord {
    /// Whether it is about the caller of `digest`, and of a service within `scope`.
    func isAbout(_ digest: [UInt8], within scope: ServiceScope) -> Bool {
        self.digest == digest && scope.contains(self.service)
    }
}
