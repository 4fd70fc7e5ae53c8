internal import CallModel
internal import HashTreeCollections

/// Changes that share a transaction: a scratch copy of what they touch, which becomes true when the journal has it.
struct SessionBatch {
    /// The time of all changes, by our own clock.
    let now: WallTime
    /// The same, or later where our clock was set back since the server's start: whoever tells us of a call may go by the time before.
    let latest: WallTime
    /// Sessions as they were before: all that are in memory.
    private var known: SessionTable
    /// Other sessions that the batch needs, from the journal.
    let fetched: [String: CallSession]
    private(set) var switchedOff: InactiveServices
    /// Events that wait for calls that are not known yet.
    private(set) var early: EarlyEvents
    /// Those that wait no longer, and why.
    private(set) var dropped: [(events: [EarlyEventRecord.ID], end: EarlyEventEnd)] = []
    private(set) var changed: [String: CallSession] = [:]
    private var others: [JournalEntry] = []
    /// Sessions as they would have been before, had words stood in for others in them then.
    private var replaced: [String: CallSession] = [:]
    private var standIns: [JournalEntry] = []
    /// Handlers to be called once the journal has the batch, before observers and pages are informed.
    private(set) var afterCommit: [@Sendable () -> Void] = []

    init(
        now: WallTime, latest: WallTime, known: SessionTable, fetched: [String: CallSession], switchedOff: InactiveServices,
        early: EarlyEvents
    ) {
        self.now = now
        self.latest = latest
        self.known = known
        self.fetched = fetched
        self.switchedOff = switchedOff
        self.early = early
    }

    /// A session with all changes so far; `nil` where there is none.
    func session(_ id: String) -> CallSession? {
        self.changed[id] ?? self.before(id)
    }

    /// A session before this batch.
    func before(_ id: String) -> CallSession? {
        self.replaced[id] ?? self.known[id] ?? self.fetched[id]
    }

    /// All live sessions of a service, with all changes so far.
    ///
    /// - Complexity: O(live sessions of all services).
    func live(of service: String) -> [CallSession] {
        let unchanged = self.known.live.filter { self.changed[$0.id] == nil }
        return (unchanged + self.changed.values).filter { $0.isLive && $0.service == service }
    }

    /// Whether words stand in for others since this batch.
    var hasStandIns: Bool { !self.standIns.isEmpty }

    /// The count of sessions in memory before this batch.
    var count: Int { self.known.count }

    mutating func save(_ session: CallSession) {
        self.changed[session.id] = session
    }

    /// Has words stand in for others in a session's rows, those of this batch and those before.
    mutating func replace(_ record: StandInRecord, of session: String) {
        self.replaced[session] = self.before(session)?.replacing(record)
        self.standIns.append(.standIn(record))
    }

    mutating func switchOff(_ services: Set<String>, of user: String) {
        self.switchedOff.set(services, of: user)
        self.others.append(.inactive(user: user, services: services, at: self.now))
    }

    /// Has an event wait for its call.
    mutating func hold(_ event: EarlyEventRecord, at now: MonotonicTime) {
        self.drop(self.early.add(event, at: now), .share)
        self.others.append(.early(event))
    }

    /// A session's events wait no longer: they are its own by now, but for those that are dropped.
    mutating func settleEarly(of session: String, dropping dropped: [EarlyEventEnd: [EarlyEventRecord.ID]]) {
        self.others.append(.settleEarly(self.early.events(of: session).map(\.id)))
        self.early.removeAll(of: session)
        self.dropped += dropped.map { (events: $0.value, end: $0.key) }
    }

    /// Drops the events that have waited too long.
    mutating func dropLate(at now: MonotonicTime) {
        self.drop(self.early.removeLate(at: now), .late)
    }

    private mutating func drop(_ events: [EarlyEventRecord.ID], _ end: EarlyEventEnd) {
        guard !events.isEmpty else { return }
        self.others.append(.settleEarly(events))
        self.dropped.append((events, end))
    }

    /// Adds an entry to be written beside the sessions.
    mutating func add(_ entry: JournalEntry) {
        self.others.append(entry)
    }

    /// Calls `work` once the journal has the batch, before observers and pages are informed.
    mutating func afterCommit(_ work: @escaping @Sendable () -> Void) {
        self.afterCommit.append(work)
    }

    /// Releases the sessions as they were before, so that no part of their table is copied for the change that follows.
    mutating func release() {
        self.known = SessionTable()
    }

    /// All entries that are to be written.
    var entries: [JournalEntry] {
        self.standIns + self.changed.values.map { .session($0.delta(since: self.before($0.id))) } + self.others
    }
}

/// Sessions by their ids. Live ones are found without looking at those that are over, which are many more.
///
/// Batches and readers hold the table as it was while others change it. Its two trees share what stays the same, so that a change
/// then copies a few nodes, and not 200,000 sessions under the store's lock.
struct SessionTable: Sendable {
    private var sessions: TreeDictionary<String, CallSession> = [:]
    private var liveIDs: TreeSet<String> = []
    /// The ids of sessions for which words stand in in the journal, by these.
    private var ownIDs: TreeDictionary<String, String> = [:]

    subscript(_ id: String) -> CallSession? {
        get { self.sessions[id] }
        set {
            let journalID = newValue?.journalID ?? self.sessions[id]?.journalID ?? id
            if journalID != id { self.ownIDs[journalID] = newValue == nil ? nil : id }
            self.sessions[id] = newValue
            if newValue?.isLive ?? false {
                self.liveIDs.insert(id)
            } else {
                self.liveIDs.remove(id)
            }
        }
    }

    /// The id of the session that the journal has under a word; `nil` where there is none in memory.
    func id(journaledAs word: String) -> String? { self.ownIDs[word] }

    /// Live sessions.
    var live: some Sequence<CallSession> { self.liveIDs.lazy.compactMap { self.sessions[$0] } }

    var count: Int { self.sessions.count }

    /// The count of live sessions.
    var liveCount: Int { self.liveIDs.count }
}

extension CallSession {
    /// The changes to be journaled, where the journal has an earlier state of this session.
    ///
    /// The users who have the call in their list are journaled once it is over: until then it is in memory.
    ///
    /// - Parameter earlier: `nil` where the session is new.
    /// - Complexity: As ``receive(_:at:team:)``; and O(users) once the call is over.
    func delta(since earlier: CallSession?) -> SessionDelta {
        let (added, hidden) = self.log.changes(since: earlier?.log)
        var delta = SessionDelta(
            id: self.journalID, service: self.service, direction: self.direction, events: added.map(\.event),
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
