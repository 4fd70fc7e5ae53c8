import CallModel
import Sessions
import TestSupport
import Testing
import Waiting

/// A store at work for services `support` (of Anna, Ben and Cleo) and `sales` (of Anna), with all that it works on.
final class SessionStoreBench: Sendable {
    let time: ManualTime
    let journal = FailingJournal()
    let feed: InteractionFeed
    let store: SessionStore
    /// Recorded texts, in order.
    private let log = Lock<[String]>([])
    private let tasks = Lock<[Task<Void, Never>]>([])

    init(
        limits: SessionStoreLimits = .init(), retention: Duration = .seconds(300), tagRecall: Bool = false,
        standIns: StandIns? = nil
    ) {
        var support = ServiceSettings(
            id: "support", displayName: "Support", members: [anna, ben, cleo], licence: .init(enterpriseRouting: true),
            retention: retention, tagRecall: tagRecall, aliases: ["200": anna, "desk": ben])
        support.widgets.tags = true
        let sales = ServiceSettings(id: "sales", displayName: "Sales", members: [anna])
        self.time = ManualTime()
        self.feed = InteractionFeed(boot: "boot", time: self.time)
        self.store = SessionStore(
            journal: self.journal, feed: self.feed, time: self.time, limits: limits, standIns: standIns,
            settings: { [support, sales] id in [support, sales].first { $0.id == id } })
    }

    var records: [String] { self.log.withLock(\.self) }

    func record(_ text: String) { self.log.withLock { $0.append(text) } }

    /// Runs the store.
    func run() {
        let task = Task { await self.store.run() }
        self.tasks.withLock { $0.append(task) }
    }

    /// Runs the store's timers, and waits until they have run once.
    func watch() async {
        let task = Task { await self.store.runTimers() }
        self.tasks.withLock { $0.append(task) }
        await self.time.waitForSleepers(1)
    }

    /// Moves time on, and waits until the timers have run again.
    func pass(_ duration: Duration) async {
        self.time.advance(by: duration)
        await self.time.waitForSleepers(1)
    }

    /// Ends what ``run()`` and ``watch()`` began.
    func end() async {
        let tasks = self.tasks.withLock(\.self)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    /// Posts what happens to a call; `ago` before now.
    @discardableResult
    func post(
        _ type: EventType, _ user: String? = nil, of session: String = "c-1", service: String = "support", id: String? = nil,
        ago: Duration = .zero, scope: ServiceScope = .all
    ) async throws(SessionStoreError) -> CallSession {
        let direction: CallDirection = type == .dialing || type == .ringing ? .outbound : .inbound
        let now = self.time.wallNow()
        let draft = EventDraft(
            id: id ?? "\(type.rawValue)-\(user ?? "")".filter { $0 != "@" }, type: type,
            at: WallTime(milliseconds: now.milliseconds - ago.nanoseconds / 1_000_000), direction: direction, service: service,
            user: user)
        let sender = EventSender(key: "switch", scope: scope)
        let kept = try await self.store.receive(draft, of: session, from: sender, onKept: { self.record("kept \($0.id)") })
        guard let kept else { throw .notFound }
        return kept
    }

    /// Posts an event as a switch does that says no more than it must.
    ///
    /// - Returns: The session; `nil` where the event waits.
    @discardableResult
    func tell(
        _ type: EventType, _ user: String? = nil, of session: String = "c-1", id: String? = nil, ago: Duration = .zero,
        direction: CallDirection? = nil, service: String? = nil, by key: String = "switch", scope: ServiceScope = .all
    ) async throws(SessionStoreError) -> CallSession? {
        let now = self.time.wallNow()
        let draft = EventDraft(
            id: id ?? type.rawValue, type: type, at: WallTime(milliseconds: now.milliseconds - ago.nanoseconds / 1_000_000),
            direction: direction, service: service, user: user)
        let sender = EventSender(key: key, scope: scope)
        return try await self.store.receive(draft, of: session, from: sender, onKept: { self.record("kept \($0.id)") })
    }

    /// Why the store does not take something; `nil` where it does.
    func refusal(_ work: () async throws(SessionStoreError) -> some Sendable) async -> SessionStoreError? {
        do throws(SessionStoreError) {
            _ = try await work()
            return nil
        } catch {
            return error
        }
    }

    func conclude(_ session: String = "c-1", by user: String = anna, tags: [String] = ["callback"], recall: [UInt8]? = nil)
        async throws(SessionStoreError) -> Interaction
    {
        try await self.store.conclude(
            ConclusionDraft(tags: tags), session: session, by: user, scope: .all, holdsNumber: { _ in false }, recall: recall)
    }

    func page(of user: String = anna) throws -> FeedSubscription {
        try #require(self.feed.subscribe(to: user, within: .all, after: nil))
    }

    /// The items of a page by now, at least one.
    func items(_ page: FeedSubscription) async -> [FeedItem] {
        if case .items(let items) = await page.next() { items.map(\.item) } else { [] }
    }
}

/// Records what it is called with.
struct RecordingObserver: SessionObserver {
    let name: String
    let bench: SessionStoreBench

    func sessionChanged(from before: CallSession?, to session: CallSession) {
        self.bench.record("\(self.name) \(before == nil ? "new" : "changed") \(session.id)")
    }

    func sessionRestored(_ session: CallSession) { self.bench.record("\(self.name) restored \(session.id)") }

    func earlyEventsDropped(_ events: [EarlyEventRecord.ID], _ end: EarlyEventEnd) {
        self.bench.record("\(self.name) dropped \(events.map(\.event).joined(separator: " ")) \(end.rawValue)")
    }
}

/// Runs a store around `body`.
func withStore(_ bench: SessionStoreBench = SessionStoreBench(), _ body: (SessionStoreBench) async throws -> Void) async throws {
    bench.run()
    do {
        try await body(bench)
    } catch {
        bench.journal.release()
        await bench.end()
        throw error
    }
    await bench.end()
}
