package import CallModel
internal import Waiting

/// A journal that lasts as long as its process: for tests, and for servers whose operator named no file.
package final class InMemoryJournal: Sendable {
    let state = Lock(State())
    private let limits: InMemoryJournalLimits

    /// An empty journal.
    package init(limits: InMemoryJournalLimits = .init()) {
        self.limits = limits
    }
}

extension InMemoryJournal: Journal {
    package func commit(_ entries: [JournalEntry]) async throws(JournalError) {
        self.state.withLock { state in
            for entry in entries { state.apply(entry) }
            state.evict(beyond: self.limits)
        }
    }

    /// Nothing outlives the process, wherever it is.
    package func verify() async throws(JournalError) {}

    package func start() async throws(JournalError) -> JournalSnapshot {
        self.state.withLock { state in
            var snapshot = JournalSnapshot(
                liveSessions: state.sessions.values.filter(\.head.isLive).map(\.record), settings: state.settings,
                inactiveServices: state.inactive,
                subscriptions: state.subscriptions.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) },
                earlyEvents: state.earlyEvents.values.sorted { $0.arrival < $1.arrival }.map(\.event),
                loginSessions: Array(state.loginSessions.values))
            snapshot.hasStandIns = state.hasStandIns
            return snapshot
        }
    }
}

/// The limits of a journal in memory; beyond them the oldest goes. What is bounded elsewhere has no limit here: calls that go on,
/// subscriptions, and what is one a service or a user.
package struct InMemoryJournalLimits: Hashable, Sendable {
    /// Sessions that are over.
    package var pastSessions: Int
    /// Different tags, for suggestions.
    package var tags: Int
    /// Conclusions whose tags come back with their callers.
    package var recalls: Int

    /// Limits; by default those of a server.
    package init(pastSessions: Int = 50_000, tags: Int = 20_000, recalls: Int = 50_000) {
        self.pastSessions = pastSessions
        self.tags = tags
        self.recalls = recalls
    }
}

extension InMemoryJournal {
    /// The records that the journal keeps.
    struct State {
        /// The sessions by id.
        var sessions: [String: Session] = [:]
        /// The settings by service id.
        var settings: [String: SettingsRecord] = [:]
        /// Switched-off services by user.
        var inactive: [String: Set<String>] = [:]
        var tags: [TagKey: TagEntry] = [:]
        /// The oldest first.
        var recalls: [RecallRecord] = []
        /// The subscriptions by id.
        var subscriptions: [String: SubscriptionRecord] = [:]
        /// The login sessions by id.
        var loginSessions: [String: LoginSessionRecord] = [:]
        /// Events that wait for their calls, with their places in the order of arrival.
        var earlyEvents: [EarlyEventRecord.ID: (arrival: Int, event: EarlyEventRecord)] = [:]
        /// Whether words ever took the place of others.
        private(set) var hasStandIns = false
        /// The place of the next one.
        private var nextArrival = 0
        /// The count of sessions above which the oldest past ones are removed.
        private var tidyAt = 0
    }

    struct Session {
        /// All but the events.
        var head: SessionRecord
        /// The events by id.
        private var events: [String: CallEvent] = [:]
        /// The places in users' lists, by user.
        private(set) var listings: [String: SessionDelta.Listing] = [:]

        /// The session as it is read.
        var record: SessionRecord {
            var record = self.head
            record.events = Array(self.events.values)
            return record
        }
    }

    struct TagKey: Hashable {
        let service: String
        let searchKey: String
    }

    struct TagEntry {
        var text: String
        var uses: Int
        var lastUsedAt: WallTime
    }
}

extension InMemoryJournal.State {
    mutating func apply(_ entry: JournalEntry) {
        switch entry {
        case .session(let delta): self.sessions[delta.id, default: .init(delta)].add(delta)
        case .standIn(let record): self.replace(record)
        case .early(let event): self.keep(event)
        case .settleEarly(let ids): for id in ids { self.earlyEvents[id] = nil }
        case .tags(let uses, let time): uses.forEach { self.count($0, at: time) }
        case .inactive(let user, let services, _): self.inactive[user] = services.isEmpty ? nil : services
        case .settings(let record): self.settings[record.service] = record
        case .subscription(let record): self.subscriptions[record.id] = record
        case .loginSession(var record):
            record.endedAt = self.loginSessions[record.id]?.endedAt ?? record.endedAt
            self.loginSessions[record.id] = record
        case .purgeLoginSessions(let time):
            self.loginSessions = self.loginSessions.filter { $0.value.expiresAt >= time }
        case .unsubscribe(let id): self.subscriptions[id] = nil
        case .recall(let record): self.recalls.append(record)
        case .forgetRecall(let digest, let scope): self.recalls.removeAll { $0.isAbout(digest, within: scope) }
        case .purge(let sessionsBefore, let recallBefore):
            self.sessions = self.sessions.filter { $0.value.head.isLive || $0.value.head.lastReceivedAt >= sessionsBefore }
            self.tags = self.tags.filter { $0.value.lastUsedAt >= sessionsBefore }
            self.recalls.removeAll { $0.savedAt < recallBefore }
        }
    }

    private mutating func replace(_ record: StandInRecord) {
        self.hasStandIns = true
        guard var session = self.sessions.removeValue(forKey: record.session) else { return }
        session.replace(record)
        self.sessions[record.name] = session
    }

    private mutating func keep(_ event: EarlyEventRecord) {
        guard self.earlyEvents[event.id] == nil else { return }
        self.earlyEvents[event.id] = (self.nextArrival, event)
        self.nextArrival += 1
    }

    private mutating func count(_ use: TagUse, at time: WallTime) {
        let key = InMemoryJournal.TagKey(service: use.service, searchKey: use.searchKey)
        let before = self.tags[key]
        self.tags[key] = .init(
            text: use.text, uses: (before?.uses ?? 0) + 1, lastUsedAt: max(time, before?.lastUsedAt ?? time))
    }

    /// Evicts what is over the limits: a tenth more each time, so that it costs each entry little.
    mutating func evict(beyond limits: InMemoryJournalLimits) {
        if self.sessions.count > max(self.tidyAt, limits.pastSessions) {
            let past = self.sessions.filter { !$0.value.head.isLive }.sorted {
                $0.value.head.lastReceivedAt < $1.value.head.lastReceivedAt
            }
            for (id, _) in past.prefix(max(0, past.count - limits.pastSessions * 9 / 10)) { self.sessions[id] = nil }
            self.tidyAt = self.sessions.count + limits.pastSessions / 10
        }
        if self.tags.count > limits.tags {
            let oldest = self.tags.sorted { $0.value.lastUsedAt < $1.value.lastUsedAt }.prefix(
                self.tags.count - limits.tags * 9 / 10)
            for (key, _) in oldest { self.tags[key] = nil }
        }
        if self.recalls.count > limits.recalls { self.recalls.removeFirst(self.recalls.count - limits.recalls * 9 / 10) }
    }
}

extension InMemoryJournal.Session {
    /// A session of which nothing is kept yet.
    fileprivate init(_ delta: SessionDelta) {
        self.head = SessionRecord(
            id: delta.id, service: delta.service, direction: delta.direction, events: [], lastReceivedAt: delta.lastReceivedAt,
            startedAt: delta.startedAt, isLive: delta.isLive)
    }

    fileprivate mutating func replace(_ record: StandInRecord) {
        self.head.id = record.name
        for row in record.events {
            guard let event = self.events.removeValue(forKey: row.id) else { continue }
            self.events[row.name] = CallEvent(
                id: row.name, type: event.type, at: event.at, direction: event.direction, service: event.service,
                user: row.user, reason: row.reason)
            if self.head.unseen.remove(row.id) != nil { self.head.unseen.insert(row.name) }
            guard let reason = event.reason, reason != row.reason else { continue }
            self.head.conclusions = self.head.conclusions.mapValues { conclusion in
                guard conclusion.reason == reason else { return conclusion }
                return Conclusion(
                    codes: conclusion.codes, tags: conclusion.tags, savedAt: conclusion.savedAt, outcome: conclusion.outcome,
                    reason: row.reason)
            }
        }
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
