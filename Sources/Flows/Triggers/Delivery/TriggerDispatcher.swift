public import CallModel
internal import DequeModule
internal import Waiting

/// Tells flows of calls, off the call path.
///
/// 1. ``hear(_:)`` puts what happened into a bounded inbox and returns at once.
/// 2. ``run()`` takes it out, finds who wants it, and lines up one post for each.
/// 3. A post is made anew for each attempt, with what is known of the caller at that moment, signed, and sent. A redirect is not
///    followed; the answer's body is thrown away.
/// 4. What fails is tried again, later and later, until its time is over: see ``TriggerOutboxLimits``. A receiver that says 410 ends its
///    subscription.
///
/// What waits is in memory: a restart forgets it.
public final class TriggerDispatcher: Sendable {
    private let ledger: SubscriptionStore
    private let transport: any HTTPTransport
    private let time: any TimeSource
    private let limits: TriggerOutboxLimits
    private let outside: Outside
    private let chance: @Sendable () -> Double
    private let inbox = Lock(Deque<TriggerNotification>())
    private let queue: Lock<TriggerOutbox>
    private let signal = Signal()
    private let counters = TriggerPostCounters()

    /// What is asked when a post is made.
    public struct Outside: Sendable {
        /// Where posts may go, now.
        public var destinations: @Sendable () -> DestinationPolicy
        /// Whether the key of this id may know of a service's calls, now.
        public var mayKnow: @Sendable (_ owner: String, _ service: String) -> Bool
        /// JSON with what is known now; `nil` where the service is there no more.
        public var body: @Sendable (TriggerNotification) -> [UInt8]?
        /// Hears of subscriptions that their receivers ended.
        public var onGone: @Sendable (Subscription) -> Void

        public init(
            destinations: @escaping @Sendable () -> DestinationPolicy,
            mayKnow: @escaping @Sendable (_ owner: String, _ service: String) -> Bool,
            body: @escaping @Sendable (TriggerNotification) -> [UInt8]?, onGone: @escaping @Sendable (Subscription) -> Void
        ) {
            self.destinations = destinations
            self.mayKnow = mayKnow
            self.body = body
            self.onGone = onGone
        }
    }

    /// - Parameter chance: A number from 0 to 1.
    public init(
        ledger: SubscriptionStore, transport: any HTTPTransport, time: any TimeSource, limits: TriggerOutboxLimits = .init(),
        outside: Outside, chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.ledger = ledger
        self.transport = transport
        self.time = time
        self.limits = limits
        self.outside = outside
        self.chance = chance
        self.queue = Lock(TriggerOutbox(limits: limits))
    }

    /// Whether anybody wants to hear of a service's calls; nobody need make notices where not.
    public func listens(to service: String) -> Bool {
        self.ledger.table.hasAny(for: service)
    }

    /// Takes something that happened; returns at once.
    public func hear(_ notice: TriggerNotification) {
        // An end is of use also where nobody asked for it: what waits of the call has not much time left.
        guard notice.event == .ended || self.ledger.table.hasAny(for: notice) else { return }
        let hasRoom = self.inbox.withLock { inbox in
            guard inbox.count < self.limits.inbox else { return false }
            inbox.append(notice)
            return true
        }
        hasRoom ? self.signal.notify() : self.counters.count(.full)
    }

    /// Subscriptions, and posts that wait or are under way.
    public var figures: (subscriptions: Int, posts: Int) {
        (self.ledger.table.count, self.queue.withLock(\.count))
    }

    /// Posts until its task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                while let notice = self.inbox.withLock({ $0.popFirst() }) { self.lineUp(notice) }
                let now = self.time.monotonicNow()
                let (posts, late, due) = self.queue.withLock { queue in
                    let (posts, late) = queue.take(at: now)
                    return (posts, late, queue.due)
                }
                self.counters.count(.late, late)
                for post in posts {
                    group.addTask { await self.send(post) }
                }
                let pause = due.map { due -> @Sendable () async throws -> Void in { try await self.time.sleep(until: due) } }
                await self.signal.wait(orUntil: pause)
            }
            group.cancelAll()
        }
    }

    private func lineUp(_ notice: TriggerNotification) {
        let now = self.time.monotonicNow()
        if notice.event == .ended { self.queue.withLock { $0.endSession(notice.session, at: now) } }
        for subscription in self.ledger.table.matching(notice) {
            let hasRoom = self.queue.withLock { queue in
                queue.add(
                    notice, for: subscription.id, to: subscription.wish.callback.destination, messageID: "msg_\(RandomID.make())",
                    at: now)
            }
            if !hasRoom { self.counters.count(.full) }
        }
    }

    private func send(_ post: TriggerPost) async {
        let outcome = await self.outcome(of: post)
        self.counters.count(outcome)
        let ending = self.queue.withLock { queue in
            queue.finish(post.number, outcome, at: self.time.monotonicNow(), chance: self.chance())
        }
        if ending == .late { self.counters.count(.late) }
        self.signal.notify()
    }

    private func outcome(of post: TriggerPost) async -> TriggerPostOutcome {
        guard let subscription = self.ledger.table[post.subscription],
            self.outside.mayKnow(subscription.owner, post.notice.service), let body = self.outside.body(post.notice)
        else { return .unwanted }
        let outcome: TriggerPostOutcome
        do throws(TransportError) {
            let answer = try await self.transport.send(self.call(post, subscription, body))
            outcome = TriggerPostOutcome(answer, now: self.time.wallNow())
        } catch {
            outcome = TriggerPostOutcome(error)
        }
        if outcome == .gone, await self.ledger.end(subscription.id) { self.outside.onGone(subscription) }
        return outcome
    }

    private func call(_ post: TriggerPost, _ subscription: Subscription, _ body: [UInt8]) -> HTTPCall {
        let timestamp = self.time.wallNow().milliseconds / 1_000
        let signature = WebhookSignature.sign(
            id: post.messageID, timestamp: timestamp, body: body, secret: subscription.secret)
        return HTTPCall(
            method: "POST", url: subscription.wish.callback.url,
            headers: [
                ("Content-Type", "application/json"), ("webhook-id", post.messageID), ("webhook-timestamp", "\(timestamp)"),
                ("webhook-signature", signature),
            ],
            body: body,
            limits: .init(total: self.limits.attempt, connect: .seconds(5), bodyBytes: 64 << 10, dropsLongBody: true),
            destinations: self.outside.destinations())
    }
}
