package import CallModel
internal import Waiting

/// Sessions and entries as they are, without waiting for changes that are on their way.
extension SessionStore {
    /// The id by which memory knows a session that somebody names: its own, or the word that the journal has in place of it.
    ///
    /// - Parameters:
    ///   - id: Its own id, or that word.
    ///   - scope: Who asks; for a session beyond it, as for one that is unknown, this is `id` as it came.
    package func name(_ id: String, within scope: ServiceScope) -> String {
        let name = self.heldName(of: id)
        guard name != id else { return id }
        let isReached = self.state.withLock { $0.sessions[name] }.map { scope.contains($0.service) } ?? false
        return isReached ? name : id
    }

    /// The id by which memory knows a session of any service: to find it, before its service is held against a scope.
    func heldName(of id: String) -> String {
        guard let standIns else { return id }
        let (isUsual, own) = self.state.withLock { state in
            (state.sessions[id] != nil || !state.hasStandIns, state.sessions.id(journaledAs: id))
        }
        if isUsual { return id }
        if let own { return own }
        let word = standIns.word(for: id)
        return self.state.withLock { $0.sessions[word] != nil } ? word : id
    }

    /// Whether a session has an event of this id, also one for which a word stands in.
    ///
    /// - Parameter id: The session service's id of the event.
    package func holds(event id: String, in session: CallSession) -> Bool {
        if session.holds(event: id) { return true }
        guard let standIns, self.state.withLock(\.hasStandIns) else { return false }
        return session.holds(event: standIns.word(for: id))
    }

    /// A session that is in memory: live, or over lately; `nil` for others.
    ///
    /// - Parameters:
    ///   - id: The session's id, or the word that stands in for it.
    ///   - scope: Who asks; a session beyond it is none.
    package func sessionInMemory(_ id: String, within scope: ServiceScope) -> CallSession? {
        let name = self.heldName(of: id)
        return self.state.withLock { $0.sessions[name] }.flatMap { scope.contains($0.service) ? $0 : nil }
    }

    /// Whether an event of this name waits for its call.
    package func holds(early event: EarlyEventRecord.ID) -> Bool {
        self.state.withLock { $0.early.holds(event) }
    }

    /// Whether events wait for a session that is not known yet: the sender's own, or those of credentials that reach no more than it does.
    package func hasEarlyEvents(of session: String, for sender: EventSender) -> Bool {
        self.state.withLock { $0.early.events(of: session) }
            .contains { $0.id.key == sender.key || sender.scope.contains($0.scope) }
    }

    /// A session, live or over, from memory or else from the journal; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - scope: Who asks; a session beyond it is none.
    package func session(_ id: String, within scope: ServiceScope) async throws(SessionStoreError) -> CallSession? {
        if let session = self.sessionInMemory(id, within: scope) { return session }
        do throws(JournalError) {
            return try await self.journaled(id).flatMap { scope.contains($0.service) ? $0 : nil }
        } catch {
            throw .journal(error)
        }
    }

    /// Whether a user has any live entry.
    ///
    /// - Parameters:
    ///   - user: A UPN in lower case.
    ///   - scope: The services whose calls count.
    package func isLive(_ user: String, scope: ServiceScope) -> Bool {
        self.state.withLock(\.sessions).live.contains { session in
            scope.contains(session.service) && (session.interaction(of: user)?.isLive ?? false)
        }
    }

    /// The ids of the services that a user has switched off.
    ///
    /// - Parameter user: A UPN in lower case.
    package func inactiveServices(of user: String) -> Set<String> {
        self.state.withLock { $0.switchedOff.services(of: user) }
    }

    /// A page of a user's list: latest update first, then by session id.
    ///
    /// - Returns: At most `query.limit` entries, and whether there are more.
    package func page(_ query: ListingQuery) async throws(SessionStoreError) -> (entries: [Interaction], hasMore: Bool) {
        // Memory first: what ends meanwhile is then in both, and not in neither.
        let live = self.liveEntries(query)
        var wanted = query
        wanted.limit += 1
        if let sessions = query.search?.sessions { wanted.search?.sessions.formUnion(self.journalIDs(of: sessions)) }
        let records: [SessionRecord]
        let findsNothing = query.search.map { $0.services.isEmpty && $0.sessions.isEmpty } ?? false
        do throws(JournalError) {
            records = findsNothing ? [] : try await self.journal.listed(wanted)
        } catch {
            throw .journal(error)
        }
        let past = records.compactMap { record in
            CallSession(record, knownAs: self.heldName(of: record.id)).interaction(of: query.user)
        }
        let ended = Set(past.map(\.session))
        let all = (live.filter { !ended.contains($0.session) } + past).sorted { $0.precedes($1) }
        // A call of which a row can't be read may be in the journal's list, and have no entry.
        return (Array(all.prefix(query.limit)), max(all.count, records.count) > query.limit)
    }

    /// The words that stand in for sessions' ids in the journal, of those in memory.
    private func journalIDs(of sessions: Set<String>) -> Set<String> {
        self.state.withLock { state in
            guard state.hasStandIns else { return [] }
            return Set(sessions.compactMap { state.sessions[$0]?.journalID }).subtracting(sessions)
        }
    }

    private func liveEntries(_ query: ListingQuery) -> [Interaction] {
        self.state.withLock(\.sessions).live.compactMap { $0.interaction(of: query.user) }
            .filter { query.includes($0) }
    }

    /// A page of a report's sessions, as the journal has them.
    package func started(_ query: ReportQuery) async throws(SessionStoreError) -> [CallSession] {
        do throws(JournalError) {
            return try await self.journal.started(query).map { CallSession($0) }
        } catch {
            throw .journal(error)
        }
    }
}

extension Interaction {
    /// The entry's place in the order of lists: latest update first, then by session id.
    package var place: ListingQuery.Position { ListingQuery.Position(updatedAt: self.updatedAt, session: self.session) }

    /// Whether the entry stands before another one in lists.
    func precedes(_ other: Interaction) -> Bool { self.place.precedes(other.place) }
}

extension ListingQuery.Position {
    /// Whether this is nearer to the top of lists.
    func precedes(_ other: Self) -> Bool {
        self.updatedAt == other.updatedAt ? self.session < other.session : self.updatedAt > other.updatedAt
    }
}

extension ListingQuery {
    fileprivate func includes(_ entry: Interaction) -> Bool {
        let isSearched = self.search.map { $0.services.contains(entry.service) || $0.sessions.contains(entry.session) } ?? true
        let isMeant = self.outcomes.map { outcomes in entry.outcome.map(outcomes.contains) ?? false } ?? true
        return isSearched && isMeant && self.scope.contains(entry.service)
            && (self.after?.precedes(entry.place) ?? true)
    }
}
