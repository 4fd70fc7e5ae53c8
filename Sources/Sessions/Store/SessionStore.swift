package import CallModel
internal import Waiting

/// The server's calls: takes in events, conclusions and users' active services, journals them, and informs observers and pages.
///
/// Changes are made one batch at a time. A batch is worked out on a scratch copy; when the journal has it, it becomes true for all
/// readers in one step, the observers and the feed are informed, and the requests that wait are answered. Where the journal can't
/// have it, nothing has happened. So what was acknowledged is kept, and what was not is nowhere.
///
/// Live sessions, and those that ended lately, are in memory; the others are read from the journal on demand.
///
/// Life: ``start(from:)`` once, then ``run()`` and ``runTimers()`` until the server stops; ``run()`` ends after ``close()``.
package final class SessionStore: Sendable {
    /// A journal that sessions are written to and read from.
    package typealias Archive = Journal & SessionArchive

    struct State {
        /// Live sessions, and those that ended lately.
        var sessions = SessionTable()
        /// The users' services for which no calls come in.
        var switchedOff = InactiveServices()
        /// Events whose calls are not known yet.
        var early: EarlyEvents
        /// When ended sessions leave memory, by their ids.
        var evictions: [String: MonotonicTime] = [:]
        /// When the callers of ended sessions are forgotten, by the sessions' ids.
        var expiries: [String: MonotonicTime] = [:]
        /// Why the journal did not take the last batch; `nil` where it did.
        var trouble: JournalError?
        /// When each live call was last heard of.
        var heardAt: [String: MonotonicTime] = [:]
        /// When old records are deleted from the journal.
        var purges: PurgeSchedule
        /// Whether words stand in for others anywhere in the journal.
        var hasStandIns = false
    }

    /// The time for which a session that ended, or was fetched, stays in memory, so that pages and late events find it there.
    private static let lingering = Duration.seconds(60)

    /// The changes that users' pages follow.
    package let feed: InteractionFeed
    let journal: any Archive
    let settings: @Sendable (_ service: String) -> ServiceSettings?
    let time: any TimeSource
    let limits: SessionStoreLimits
    /// `nil` where the journal outlives nobody.
    let standIns: StandIns?
    private let queue: SessionChangeQueue
    /// The wall clock of the store's beginning, which doesn't jump.
    private let anchoredClock: AnchoredClock
    let state: Lock<State>
    private let observers = Lock<[any SessionObserver]>([])
    private let batchTimes = Lock(BatchTimes())

    /// A store without sessions, which is to be started.
    ///
    /// - Parameters:
    ///   - journal: Where changes are written before they count, and older sessions are read.
    ///   - feed: Is given each change of a user's entry.
    ///   - time: The clocks.
    ///   - limits: Bounds of what is held, and for how long.
    ///   - standIns: Makes words in place of those that hold a caller's number; `nil` for a journal that ends with the process.
    ///   - settings: A service's settings now; `nil` for a service that is unknown.
    package init(
        journal: any Archive, feed: InteractionFeed, time: any TimeSource, limits: SessionStoreLimits = .init(),
        standIns: StandIns? = nil, settings: @escaping @Sendable (_ service: String) -> ServiceSettings?
    ) {
        self.journal = journal
        self.feed = feed
        self.time = time
        self.limits = limits
        self.standIns = standIns
        self.settings = settings
        self.queue = SessionChangeQueue(limit: limits.waiting)
        self.anchoredClock = AnchoredClock(time.wallNow(), at: time.monotonicNow())
        self.state = Lock(State(early: EarlyEvents(limits: limits.early), purges: PurgeSchedule(self.anchoredClock)))
    }

    /// Adds an observer. Observers are called before pages are informed, in the order in which they were added.
    package func observe(with observer: any SessionObserver) {
        self.observers.withLock { $0.append(observer) }
    }

    /// Loads the journal's live calls, events that wait for theirs and switched-off services, and informs the observers of each call.
    ///
    /// - Parameter start: The journal's content at the server's start.
    package func start(from start: JournalSnapshot) {
        let sessions = start.liveSessions.map { CallSession($0) }
        let (wall, now) = (self.time.wallNow(), self.time.monotonicNow())
        self.state.withLock { state in
            for event in start.earlyEvents { _ = state.early.add(event, at: now) }
            state.switchedOff = InactiveServices(start.inactiveServices)
            state.hasStandIns = start.hasStandIns
            for session in sessions {
                state.sessions[session.id] = session
                // How long the server was away, only the wall clock knows.
                let silence = min(max(wall - session.lastReceivedAt, .zero), self.limits.maxIdle)
                state.heardAt[session.id] = now + (.zero - silence)
            }
        }
        for observer in self.observers.withLock(\.self) { sessions.forEach(observer.sessionRestored) }
    }

    /// Journals waiting changes, batch after batch, until its task is cancelled or the store is closed, and nothing waits any more.
    package func run() async {
        await withTaskCancellationHandler {
            while true {
                let changes = await self.queue.next(atMost: self.limits.batch)
                guard !changes.isEmpty else { return }
                await self.commit(changes)
            }
        } onCancel: {
            self.close()
        }
    }

    /// Refuses further changes; those that wait are still journaled.
    package func close() {
        self.queue.close()
    }

    /// Informs pages that show a call of a new revision of its context.
    ///
    /// - Parameter id: The session's id; one that is not in memory has no effect.
    package func contextChanged(of id: String) {
        guard let session = self.sessionInMemory(id, within: .ownWork) else { return }
        // The caller on the entry's line has changed, too.
        self.feed.publish([session.feedItem(.context), session.feedItem(.entry)], to: session.users)
    }

    /// Why the journal did not take the last batch; `nil` where it did.
    package var trouble: JournalError? { self.state.withLock(\.trouble) }

    /// The counts of live calls, of changes that wait for the journal, and of events that wait for their calls.
    package var figures: (live: Int, waiting: Int, early: Int) {
        let (live, early) = self.state.withLock { ($0.sessions.liveCount, $0.early.count) }
        return (live, self.queue.count, early)
    }

    /// The time until a change is journaled that comes behind so many others; none while they make up less than a batch.
    package func expectedWait(behind count: Int) -> Duration {
        let behind = max(count, self.queue.count)
        return self.batchTimes.withLock { $0.wait(behind: behind, batch: self.limits.batch) }
    }

    /// Makes a change in the next batch.
    ///
    /// - Parameters:
    ///   - session: The session that the change is about, if any: it is fetched from the journal where it is not in memory.
    ///   - change: Changes the batch; what it returns is handed on once the journal has the batch.
    /// - Throws: `overloaded` where too many changes wait or the store is closed, `journal` where the batch can't be written.
    func perform<Value: Sendable>(
        on session: String? = nil, _ change: @escaping @Sendable (inout SessionBatch) -> Value
    ) async throws(SessionStoreError) -> Value {
        let result: Result<Value, SessionStoreError> = await withCheckedContinuation { continuation in
            let queued = SessionChange(session: session) { batch in
                let value = change(&batch)
                return { error in continuation.resume(returning: error.map { .failure(.journal($0)) } ?? .success(value)) }
            } refuse: { error in
                continuation.resume(returning: .failure(.journal(error)))
            }
            if !self.queue.add(queued) { continuation.resume(returning: .failure(.overloaded)) }
        }
        return try result.get()
    }

    /// Works out a batch of changes, journals it, makes it true for all readers, and answers the requests that wait for it.
    private func commit(_ changes: [SessionChange]) async {
        let begun = self.time.monotonicNow()
        let (ready, fetched) = await self.fetch(for: changes)
        let (wall, steady) = (self.time.wallNow(), self.anchoredClock.time(at: self.time.monotonicNow()))
        var batch = self.state.withLock { state in
            SessionBatch(
                now: wall, latest: max(wall, steady), known: state.sessions, fetched: fetched, switchedOff: state.switchedOff,
                early: state.early)
        }
        let endings = ready.map { $0.change(&batch) }
        let entries = batch.entries
        var failure: JournalError?
        if !entries.isEmpty {
            do throws(JournalError) {
                try await self.journal.commit(entries)
            } catch {
                failure = error
            }
            self.state.withLock { $0.trouble = failure }
        }
        if failure == nil {
            let changes = self.adopt(&batch)
            batch.afterCommit.forEach { $0() }
            self.publish(changes)
            for (events, end) in batch.dropped {
                for observer in self.observers.withLock(\.self) { observer.earlyEventsDropped(events, end) }
            }
        }
        for ending in endings { ending(failure) }
        // What the journal refuses it refuses at its own pace, which says nothing of how fast it writes.
        if failure == nil {
            let time = self.time.monotonicNow() - begun
            self.batchTimes.withLock { $0.add(changes.count, took: time) }
        }
    }

    /// The changes whose sessions are at hand, and the sessions that were not in memory. A change whose session can't be read is refused.
    private func fetch(for changes: [SessionChange]) async -> (ready: [SessionChange], fetched: [String: CallSession]) {
        var ready: [SessionChange] = []
        var fetched: [String: CallSession] = [:]
        var absent: Set<String> = []
        let sessions = self.state.withLock(\.sessions)
        for change in changes {
            guard let id = change.session, sessions[id] == nil, fetched[id] == nil, !absent.contains(id) else {
                ready.append(change)
                continue
            }
            do throws(JournalError) {
                if let session = try await self.journaled(id) {
                    fetched[id] = session
                } else {
                    absent.insert(id)
                }
                ready.append(change)
            } catch {
                self.state.withLock { $0.trouble = error }
                change.refuse(error)
            }
        }
        return (ready, fetched)
    }

    /// Makes a batch true for all readers.
    ///
    /// - Returns: Each changed session, with what it was before.
    private func adopt(_ batch: inout SessionBatch) -> [(before: CallSession?, now: CallSession)] {
        let changes = batch.changed.values.map { (before: batch.before($0.id), now: $0) }
        let fetched = batch.fetched.filter { batch.changed[$0.key] == nil }
        batch.release()
        let now = self.time.monotonicNow()
        self.state.withLock { state in
            state.switchedOff = batch.switchedOff
            state.early = batch.early
            state.hasStandIns = state.hasStandIns || batch.hasStandIns
            // A session that was asked for once is likely to be again, and costs more to read the more events it has.
            for (id, session) in fetched {
                state.sessions[id] = session
                state.evictions[id] = now + Self.lingering
            }
            for (before, session) in changes {
                state.sessions[session.id] = session
                state.evictions[session.id] = session.isLive ? nil : now + Self.lingering
                if !session.isLive {
                    state.heardAt[session.id] = nil
                } else if session.log.count != before?.log.count {
                    state.heardAt[session.id] = now
                }
                if let retention = session.callerRetention(since: before, settings: self.settings(session.service)) {
                    state.expiries[session.id] = now + retention
                }
            }
        }
        return changes
    }

    /// Informs the observers, then the pages.
    private func publish(_ changes: [(before: CallSession?, now: CallSession)]) {
        let observers = self.observers.withLock(\.self)
        for (before, session) in changes {
            for observer in observers { observer.sessionChanged(from: before, to: session) }
            for user in session.changedUsers(since: before) {
                switch session.change(for: user, since: before) {
                case .entry: self.feed.publish(session.feedItem(.entry), to: user)
                case .concluded: self.feed.publish(session.feedItem(.concluded), session.feedItem(.entry), to: user)
                case .removed: self.feed.publish(session.feedItem(.removed), to: user)
                case nil: break
                }
            }
        }
    }
}

extension SessionStore: HealthCheck {
    package var health: [Health] {
        let trouble = self.trouble.map { trouble in
            trouble == .unavailable(.moved)
                ? "its file was removed or replaced: changes are refused with 503; put it back, or start callcard anew"
                : "the last changes were not taken (\(trouble.label)); they are refused with 503"
        }
        return [Health(name: "journal", trouble: trouble), Health(name: "purge", trouble: self.state.withLock(\.purges.note))]
    }
}

extension CallSession {
    /// An item about this session for a user's pages.
    func feedItem(_ kind: FeedItem.Kind) -> FeedItem { FeedItem(kind, session: self.id, service: self.service) }
}
