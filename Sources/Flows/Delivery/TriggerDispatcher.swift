package import CallModel
internal import DequeModule
internal import Metrics
package import OutboundHTTP
internal import Waiting

/// Delivers notifications to the flows that subscribed to them, off the call path.
///
/// 1. ``enqueue(_:)`` puts a notification into a bounded inbox and returns at once.
/// 2. ``run()`` takes it out, finds the subscriptions that want it, and queues one post for each.
/// 3. A post is made anew for each attempt, with what is known of the caller at that moment, signed, and sent. A redirect is not
///    followed; the answer's body is thrown away.
/// 4. A post that fails is tried again, later and later, until its time is over: see ``TriggerOutboxLimits``. A receiver that answers
///    410 ends its subscription, and so does one that answers 404 for too long: see ``CallbackHealth``.
///
/// Posts wait in memory: a restart forgets them.
package final class TriggerDispatcher: Sendable {
    /// The rights, destination and body of posts, asked for each time that one is made; each member returns at once.
    package protocol Environment: Sendable {
        /// The destinations that posts may have now.
        var destinations: DestinationPolicy { get }
        /// Whether the key of an id may know of a service's calls, now.
        func mayKnow(owner: String, of service: String) -> Bool
        /// The body of a post, JSON with what is known now; `nil` where the service is no longer configured.
        func body(of notification: TriggerNotification) -> [UInt8]?
        /// Is called once a subscription has ended since its receiver is not there any more.
        func receiverEnded(_ subscription: Subscription, _ reason: EndReason)
    }

    /// Why a subscription ends that nobody has ended.
    package enum EndReason: Hashable, Sendable {
        /// Its receiver wants no more: 410.
        case gone
        /// Its receiver has been missing for too long: 404.
        case notFound
    }

    private let subscriptions: SubscriptionStore
    private let transport: any HTTPTransport
    private let time: any TimeSource
    private let limits: TriggerOutboxLimits
    private let environment: any Environment
    private let chance: @Sendable () -> Double
    private let inbox = Lock(Deque<TriggerNotification>())
    private let queue: Lock<TriggerOutbox>
    private let signal = Signal()
    private let counters = TriggerPostCounters()

    /// A dispatcher with nothing to post, which is to be run.
    ///
    /// - Parameters:
    ///   - subscriptions: The flows that want to be told.
    ///   - transport: Sends the posts.
    ///   - time: The clocks.
    ///   - limits: How much waits, for how long, and how hard receivers are tried.
    ///   - environment: Rights, destination and body of each post.
    ///   - chance: A number from 0 to 1, for the jitter of posts that are tried again.
    package init(
        subscriptions: SubscriptionStore, transport: any HTTPTransport, time: any TimeSource,
        limits: TriggerOutboxLimits = .init(), environment: any Environment,
        chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.subscriptions = subscriptions
        self.transport = transport
        self.time = time
        self.limits = limits
        self.environment = environment
        self.chance = chance
        self.queue = Lock(TriggerOutbox(limits: limits))
    }

    /// Whether any flow wants events of a service's calls; where not, no notification need be made.
    ///
    /// - Parameter service: The service's id.
    package func hasSubscribers(for service: String) -> Bool {
        self.subscriptions.index.hasAny(for: service)
    }

    /// Adds a notification to those that wait to be delivered, and returns at once. Where there is no room it is dropped and counted.
    package func enqueue(_ notification: TriggerNotification) {
        // An end matters also where no flow wants it: the call's posts that wait have not much time left.
        guard notification.event == .ended || self.subscriptions.index.hasAny(for: notification) else { return }
        let hasRoom = self.inbox.withLock { inbox in
            guard inbox.count < self.limits.inbox else { return false }
            inbox.append(notification)
            return true
        }
        hasRoom ? self.signal.notify() : self.counters.count(.full)
    }

    /// The counts of subscriptions, and of posts that wait or are under way.
    package var figures: (subscriptions: Int, posts: Int) {
        (self.subscriptions.index.count, self.queue.withLock(\.count))
    }

    /// Delivers notifications until its task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                while let notification = self.inbox.withLock({ $0.popFirst() }) { self.enqueuePosts(of: notification) }
                let now = self.time.monotonicNow()
                let (posts, late, due) = self.queue.withLock { queue in
                    let (posts, late) = queue.dequeueDue(at: now)
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

    private func enqueuePosts(of notification: TriggerNotification) {
        let now = self.time.monotonicNow()
        if notification.event == .ended { self.queue.withLock { $0.endSession(notification.session, at: now) } }
        for subscription in self.subscriptions.index.matching(notification) {
            let (hasRoom, lost) = self.queue.withLock { queue in
                let hasRoom = queue.add(
                    notification, for: subscription.id, of: subscription.owner, to: subscription.destination,
                    messageID: "msg_\(RandomID.make())", at: now)
                return (hasRoom, queue.takeLost())
            }
            self.counters.count(.full, hasRoom ? lost : lost + 1)
        }
    }

    private func send(_ post: TriggerPost) async {
        let outcome = await self.outcome(of: post)
        self.counters.count(outcome)
        let (ending, lost) = self.queue.withLock { queue in
            let ending = queue.finish(post.number, outcome, at: self.time.monotonicNow(), chance: self.chance())
            return (ending, queue.takeLost())
        }
        self.counters.count(.full, lost)
        if ending == .late { self.counters.count(.late) }
        self.signal.notify()
    }

    private func outcome(of post: TriggerPost) async -> TriggerPostOutcome {
        guard let subscriptions = self.subscriptions.index.group(post.subscription),
            self.environment.mayKnow(owner: subscriptions.owner, of: post.notification.service),
            let body = self.environment.body(of: post.notification)
        else { return .unwanted }
        let outcome: TriggerPostOutcome
        do throws(TransportError) {
            let answer = try await self.transport.send(self.call(post, subscriptions, body))
            outcome = TriggerPostOutcome(answer, now: self.time.wallNow())
        } catch {
            outcome = TriggerPostOutcome(error)
        }
        let isMissing = outcome.answer.map { subscriptions.note($0, at: self.time.monotonicNow()) } ?? false
        guard outcome == .gone || isMissing else { return outcome }
        for ended in await self.subscriptions.end(subscriptions.subscriptions.map(\.id)) {
            self.environment.receiverEnded(ended, isMissing ? .notFound : .gone)
        }
        return .gone
    }

    private func call(_ post: TriggerPost, _ subscriptions: SubscriptionGroup, _ body: [UInt8]) -> HTTPCall {
        let timestamp = self.time.wallNow().milliseconds / 1_000
        let signature = subscriptions.sign(id: post.messageID, timestamp: timestamp, body: body)
        return HTTPCall(
            method: "POST", url: subscriptions.options.callback.url,
            headers: [
                ("Content-Type", "application/json"), ("webhook-id", post.messageID), ("webhook-timestamp", "\(timestamp)"),
                ("webhook-signature", signature),
            ],
            body: body,
            limits: .init(total: self.limits.attempt, connect: .seconds(5), bodyBytes: 64 << 10, dropsLongBody: true),
            destinations: self.environment.destinations)
    }
}

/// Counts posts by outcome. Labels are bounded: no subscription, no receiver.
private struct TriggerPostCounters: Sendable {
    /// Why a notification was not posted.
    enum Loss: String, CaseIterable {
        /// Too many wait.
        case full
        /// Its time was over.
        case late
    }

    /// Made at the start: of a counter that comes with its first loss, monitoring sees no increase.
    private let dropped = Dictionary(
        uniqueKeysWithValues: Loss.allCases.map {
            ($0, Counter(label: "callcard_trigger_dropped_total", dimensions: [("reason", $0.rawValue)]))
        })

    func count(_ outcome: TriggerPostOutcome) {
        Counter(label: "callcard_trigger_posts_total", dimensions: [("result", outcome.label)]).increment()
    }

    func count(_ loss: Loss, _ amount: Int = 1) {
        guard amount > 0 else { return }
        self.dropped[loss]?.increment(by: amount)
    }
}
