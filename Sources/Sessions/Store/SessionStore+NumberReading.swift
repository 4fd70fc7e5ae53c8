public import CallModel
internal import Waiting

extension SessionStore {
    /// A session that is in memory: live, or over lately.
    public func sessionInMemory(_ id: String) -> CallSession? {
        self.state.withLock { $0.sessions[id] }
    }

    /// A session, live or over; `nil` where there is none.
    public func session(_ id: String) async throws(SessionStoreError) -> CallSession? {
        if let session = self.sessionInMemory(id) { return session }
        do throws(JournalError) {
            return try await self.journal.session(id).map { CallSession($0) }
        } catch {
            throw .journal(error)
        }
    }

    /// Whether a user takes part in any call at the moment, or could.
    public func isLive(_ user: String, scope: ServiceScope) -> Bool {
        self.state.withLock(\.sessions).live.contains { session in
            scope.contains(session.service) && (session.interaction(of: user)?.isLive ?? false)
        }
    }

    /// A page of a user's list: latest update first, then by session id.
    ///
    /// - Returns: At most `query.limit` entries, and whether there are more.
    public func page(_ query: ListingQuery) async throws(SessionStoreError) -> (entries: [Interaction], hasMore: Bool) {
        // Memory first: what ends meanwhile is then in both, and not in neither.
        let live = self.liveEntries(query)
        var wanted = query
        wanted.limit += 1
        let records: [SessionRecord]
        let findsNothing = query.search.map { $0.services.isEmpty && $0.sessions.isEmpty } ?? false
        do throws(JournalError) {
            records = findsNothing ? [] : try await self.journal.listed(wanted)
        } catch {
            throw .journal(error)
        }
        let past = records.compactMap { CallSession($0).interaction(of: query.user) }
        let ended = Set(past.map(\.session))
        let all = (live.filter { !ended.contains($0.session) } + past).sorted { $0.precedes($1) }
        return (Array(all.prefix(query.limit)), all.count > query.limit)
    }

    private func liveEntries(_ query: ListingQuery) -> [Interaction] {
        self.state.withLock(\.sessions).live.compactMap { $0.interaction(of: query.user) }
            .filter { query.includes($0) }
    }

    /// Sessions for a report.
    public func started(_ query: ReportQuery) async throws(SessionStoreError) -> [CallSession] {
        do throws(JournalError) {
            return try await self.journal.started(query).map { CallSession($0) }
        } catch {
            throw .journal(error)
        }
    }
}

extension Interaction {
    /// Its place in the order of lists.
    public var place: ListingQuery.Place { ListingQuery.Place(updatedAt: self.updatedAt, session: self.session) }

    /// Whether it stands before another one in lists: latest update first, then by session id.
    func precedes(_ other: Interaction) -> Bool { self.place.precedes(other.place) }
}

extension ListingQuery.Place {
    /// Whether this is nearer to the top of lists.
    func precedes(_ other: Self) -> Bool {
        self.updatedAt == other.updatedAt ? self.session < other.session : self.updatedAt > other.updatedAt
    }
}

extension ListingQuery {
    fileprivate func includes(_ entry: Interaction) -> Bool {
        let isSearched = self.search.map { $0.services.contains(entry.service) || $0.sessions.contains(entry.session) } ?? true
        let isMeant = self.outcomes.map { outcomes in entry.outcome.map(outcomes.contains) ?? false } ?? true
        return isSearched && isMeant && (self.services?.contains(entry.service) ?? true)
            && (self.after?.precedes(entry.place) ?? true)
    }
}
