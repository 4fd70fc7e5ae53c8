public import CallModel
internal import Waiting

/// Keeps the account of all calls: takes events, conclusions and who is active, journals them, and tells who watches.
///
/// Changes are made one batch at a time. A batch is worked out on a scratch copy; when the journal has it, it becomes true for all
/// readers in one step, the observers and the feed hear of it, and whoever waits is answered. Where the journal can't have it,
/// nothing has happened. So what was acknowledged is kept, and what was not is nowhere.
///
/// Live sessions, and those that ended lately, are in memory; the others are read from the journal when somebody asks.
///
/// Life: ``start(from:)`` once, then ``run()`` and ``watchTime()`` until the server stops; ``run()`` ends after ``close()``.
public final class SessionStore: Sendable {
    public typealias Archive = Journal & SessionArchive

    struct State {
        /// Live sessions, and those that ended lately.
        var sessions = SessionTable()
        var switchedOff = InactiveServices()
        /// When ended sessions leave memory, and when their callers are forgotten.
        var departures: [String: MonotonicTime] = [:]
        var expiries: [String: MonotonicTime] = [:]
        /// Whether the journal took the last batch.
        var trouble: JournalError?
        var purgedAt: WallTime?
    }

    /// What users' pages follow.
    public let feed: InteractionFeed
    let journal: any Archive
    let settings: @Sendable (_ service: String) -> ServiceSettings?
    let time: any TimeSource
    let limits: SessionStoreLimits
    let queue: SessionChangeQueue
    let state = Lock(State())
    private let observers = Lock<[any SessionObserver]>([])

    /// - Parameters:
    ///   - settings: A service's settings now; `nil` for a service that is unknown.
    public init(
        journal: any Archive, feed: InteractionFeed, time: any TimeSource, limits: SessionStoreLimits = .init(),
        settings: @escaping @Sendable (_ service: String) -> ServiceSettings?
    ) {
        self.journal = journal
        self.feed = feed
        self.time = time
        self.limits = limits
        self.settings = settings
        self.queue = SessionChangeQueue(limit: limits.waiting)
    }

    /// Names one more who hears of changes before pages do; they hear in the order in which they were named.
    public func observe(with observer: any SessionObserver) {
        self.observers.withLock { $0.append(observer) }
    }

    /// Takes over what the journal holds of live calls and active users.
    public func start(from start: JournalSnapshot) {
        let sessions = start.liveSessions.map { CallSession($0) }
        self.state.withLock { state in
            state.switchedOff = InactiveServices(start.inactiveServices)
            for session in sessions { state.sessions[session.id] = session }
        }
        for observer in self.observers.withLock(\.self) { sessions.forEach(observer.sessionRestored) }
    }

    /// Journals what waits, batch after batch, until its task is cancelled or the desk is closed, and nothing waits any more.
    public func run() async {
        await withTaskCancellationHandler {
            while true {
                let jobs = await self.queue.next(atMost: self.limits.batch)
                guard !jobs.isEmpty else { return }
                await self.work(jobs)
            }
        } onCancel: {
            self.close()
        }
    }

    /// Takes nothing more; what waits is still journaled.
    public func close() {
        self.queue.close()
    }

    /// Why the journal did not take the last batch; `nil` where it did.
    public var trouble: JournalError? { self.state.withLock(\.trouble) }

    /// Calls that go on, and changes that wait for the journal.
    public var figures: (live: Int, waiting: Int) {
        (self.state.withLock(\.sessions.liveCount), self.queue.count)
    }

    /// Makes a change in the next batch.
    ///
    /// - Parameters:
    ///   - session: The session that the change is about, if any: it is fetched from the journal where it is not in memory.
    ///   - change: Changes the batch; what it returns is handed on once the journal has the batch.
    func perform<Value: Sendable>(
        on session: String? = nil, _ change: @escaping @Sendable (inout SessionBatch) -> Value
    ) async throws(SessionStoreError) -> Value {
        let result: Result<Value, SessionStoreError> = await withCheckedContinuation { continuation in
            let job = SessionChange(session: session) { batch in
                let value = change(&batch)
                return { error in continuation.resume(returning: error.map { .failure(.journal($0)) } ?? .success(value)) }
            } refuse: { error in
                continuation.resume(returning: .failure(.journal(error)))
            }
            if !self.queue.add(job) { continuation.resume(returning: .failure(.overloaded)) }
        }
        return try result.get()
    }

    private func work(_ jobs: [SessionChange]) async {
        let (ready, fetched) = await self.fetch(for: jobs)
        var batch = self.state.withLock { state in
            SessionBatch(now: self.time.wallNow(), known: state.sessions, fetched: fetched, switchedOff: state.switchedOff)
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
            batch.afterwards.forEach { $0() }
            self.publish(changes)
        }
        for ending in endings { ending(failure) }
    }

    /// The jobs whose sessions are at hand; sessions that were not in memory.
    private func fetch(for jobs: [SessionChange]) async -> (ready: [SessionChange], fetched: [String: CallSession]) {
        var ready: [SessionChange] = []
        var fetched: [String: CallSession] = [:]
        var absent: Set<String> = []
        let sessions = self.state.withLock(\.sessions)
        for job in jobs {
            guard let id = job.session, sessions[id] == nil, fetched[id] == nil, !absent.contains(id) else {
                ready.append(job)
                continue
            }
            do throws(JournalError) {
                if let record = try await self.journal.session(id) {
                    fetched[id] = CallSession(record)
                } else {
                    absent.insert(id)
                }
                ready.append(job)
            } catch {
                self.state.withLock { $0.trouble = error }
                job.refuse(error)
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
            // What was asked for once is likely to be again, and costs more to read the more events it has.
            for (id, session) in fetched {
                state.sessions[id] = session
                state.departures[id] = now + Self.lingering
            }
            for (before, session) in changes {
                state.sessions[session.id] = session
                state.departures[session.id] = session.isLive ? nil : now + Self.lingering
                if !session.isLive, before?.isLive ?? true, let settings = self.settings(session.service) {
                    state.expiries[session.id] = now + settings.retention
                }
            }
        }
        return changes
    }

    /// Tells the observers, then the pages.
    private func publish(_ changes: [(before: CallSession?, now: CallSession)]) {
        let observers = self.observers.withLock(\.self)
        for (before, session) in changes {
            for observer in observers { observer.sessionChanged(from: before, to: session) }
            for user in session.changedUsers(since: before) {
                switch session.change(for: user, since: before) {
                case .entry: self.feed.publish(session.news(.entry), to: user)
                case .concluded: self.feed.publish(session.news(.concluded), session.news(.entry), to: user)
                case .removed: self.feed.publish(session.news(.removed), to: user)
                case nil: break
                }
            }
        }
    }

    /// How long a session that ended, or was fetched, stays in memory, so that pages and late events find it there.
    private static let lingering = Duration.seconds(60)
}

extension CallSession {
    /// News of this session for a user's pages.
    func news(_ kind: FeedItem.Kind) -> FeedItem { FeedItem(kind, session: self.id, service: self.service) }
}
