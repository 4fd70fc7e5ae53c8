internal import CallModel
internal import DequeModule
internal import Waiting

/// Posts that wait or are under way, and their order. A pure value: time and chance come in as parameters.
///
/// Events of one session go to one subscription in their order: each waits for the first attempt of the one before, not for its
/// repetitions. Those that wait are shared fairly by the keys that subscribed: in a full outbox the oldest one of the key with most is
/// given up.
struct TriggerOutbox {
    /// A session's events for one subscription.
    private struct Lane: Hashable {
        let subscription: String
        let session: String
    }

    /// A session with posts.
    private struct Session {
        var posts = 0
        /// When its end became known, by our own clock; `nil` before.
        var endedAt: MonotonicTime?
    }

    /// The state of a post after an attempt.
    enum Ending: Hashable {
        /// The post is done, delivered or not.
        case over
        /// The post is tried again.
        case again
        /// The post would be tried again, but its time is over.
        case late
    }

    private let limits: TriggerOutboxLimits
    private var posts: [UInt64: TriggerPost] = [:]
    private var lastNumber: UInt64 = 0
    /// The posts that wait, by key.
    private var room: FairShare<String, UInt64>
    /// Posts that were given up for others since ``takeLost()``.
    private var lost = 0
    /// Posts that wait for the one before them; there is an entry, perhaps empty, while one is awaited.
    private var lanes: [Lane: Deque<UInt64>] = [:]
    /// Posts that are ready.
    private var scheduler: RoundRobinScheduler
    /// Posts that are tried again, or whose subscription rests.
    private var waiting = DelayQueue()
    /// The count of posts of each subscription.
    private var perSubscription: [String: Int] = [:]
    private var sessions: [String: Session] = [:]
    /// The ends of the pauses that receivers asked for, by subscription.
    private var pauses: [String: MonotonicTime] = [:]

    init(limits: TriggerOutboxLimits) {
        self.limits = limits
        self.room = FairShare(limit: limits.posts)
        self.scheduler = RoundRobinScheduler(
            limits: .init(
                perKey: limits.inFlight, perReceiver: limits.inFlightPerDestination,
                perSubscription: limits.inFlightPerSubscription))
    }

    /// Posts that wait or are under way.
    var count: Int { self.posts.count }

    /// The time of the next action, if nothing happens before.
    var due: MonotonicTime? { self.waiting.due }

    /// Returns how many posts were given up for others since it was asked before.
    mutating func takeLost() -> Int {
        defer { self.lost = 0 }
        return self.lost
    }

    /// Adds a post; returns whether there was room.
    mutating func add(
        _ notification: TriggerNotification, for subscription: String, of owner: String, to destination: String,
        messageID: @autoclosure () -> String, at now: MonotonicTime
    ) -> Bool {
        guard self.perSubscription[subscription, default: 0] < self.limits.postsPerSubscription else { return false }
        let admission = self.room.add(self.lastNumber + 1, of: owner)
        guard let place = admission.place else { return false }
        for number in admission.gone { self.giveUp(number) }
        self.lastNumber += 1
        let post = TriggerPost(
            number: self.lastNumber, subscription: subscription, owner: owner, destination: destination,
            notification: notification, messageID: messageID(), addedAt: now, place: place)
        self.posts[post.number] = post
        self.perSubscription[subscription, default: 0] += 1
        self.sessions[notification.session, default: Session()].posts += 1
        if notification.terminated != nil { self.endSession(notification.session, at: now) }
        let lane = Lane(subscription: subscription, session: notification.session)
        if self.lanes[lane] == nil {
            self.lanes[lane] = Deque()
            self.scheduler.add(post)
        } else {
            self.lanes[lane]?.append(post.number)
        }
        return true
    }

    /// Notes that a call has ended: its posts that wait have not much time left.
    mutating func endSession(_ id: String, at now: MonotonicTime) {
        guard self.sessions[id] != nil, self.sessions[id]?.endedAt == nil else { return }
        self.sessions[id]?.endedAt = now
    }

    /// Dequeues the posts that are to be sent now. Those whose time is over are given up; `late` is their number.
    mutating func dequeueDue(at now: MonotonicTime) -> (posts: [TriggerPost], late: Int) {
        while let number = self.waiting.popFirst(at: now) {
            if let post = self.posts[number] { self.scheduler.add(post) }
        }
        var (due, late) = ([TriggerPost](), 0)
        while let number = self.scheduler.next() {
            guard let post = self.posts[number] else { continue }
            if self.isLate(post, at: now) {
                self.scheduler.finish(post)
                self.remove(post)
                late += 1
            } else if let pause = self.pause(of: post.subscription, at: now) {
                self.scheduler.finish(post)
                self.waiting.insert(number, due: pause)
            } else {
                self.posts[number]?.attempts += 1
                self.leave(number)
                due.append(post)
            }
        }
        return (due, late)
    }

    /// Ends an attempt of a post.
    ///
    /// - Parameter chance: From 0 to 1, for the jitter of what is tried again.
    mutating func finish(_ number: UInt64, _ outcome: TriggerPostOutcome, at now: MonotonicTime, chance: Double) -> Ending {
        guard let post = self.posts[number] else { return .over }
        self.scheduler.finish(post)
        let retryAfter: Duration?
        switch outcome {
        case .delivered, .gone, .refused, .unwanted:
            self.remove(post)
            return .over
        case .failed(let pause), .notFound(let pause): retryAfter = pause
        case .unanswered: retryAfter = nil
        }
        if let retryAfter { self.pauses[post.subscription] = now + retryAfter }
        let due = now + max(RetryBackoff.pause(after: post.attempts, chance: chance), retryAfter ?? .zero)
        guard !self.isLate(post, at: due) else {
            self.remove(post)
            return .late
        }
        self.release(post)
        let admission = self.room.add(number, of: post.owner, ownRoom: .oldestGoes)
        self.posts[number]?.place = admission.place
        for number in admission.gone { self.giveUp(number) }
        self.waiting.insert(number, due: due)
        return .again
    }

    /// Gives up a post that waits; its place is taken by another.
    private mutating func giveUp(_ number: UInt64) {
        guard let post = self.posts[number] else { return }
        self.lost += 1
        let lane = Lane(subscription: post.subscription, session: post.notification.session)
        if let index = self.lanes[lane]?.firstIndex(of: number) {
            // It waits for another one, and none for it.
            self.lanes[lane]?.remove(at: index)
            self.posts[number]?.isAwaited = false
        } else {
            self.scheduler.remove(post)
        }
        self.remove(post)
    }

    /// Gives back the place of a post that waits no more.
    private mutating func leave(_ number: UInt64) {
        if let place = self.posts[number]?.place { self.room.remove(place) }
        self.posts[number]?.place = nil
    }

    private mutating func pause(of subscription: String, at now: MonotonicTime) -> MonotonicTime? {
        guard let end = self.pauses[subscription] else { return nil }
        if end > now { return end }
        self.pauses[subscription] = nil
        return nil
    }

    private func isLate(_ post: TriggerPost, at time: MonotonicTime) -> Bool {
        if time - post.addedAt > self.limits.longestLife { return true }
        guard let endedAt = self.sessions[post.notification.session]?.endedAt else { return false }
        return time > max(endedAt, post.addedAt) + self.limits.life
    }

    private mutating func remove(_ post: TriggerPost) {
        self.release(post)
        self.leave(post.number)
        self.posts[post.number] = nil
        let left = self.perSubscription[post.subscription, default: 1] - 1
        self.perSubscription[post.subscription] = left > 0 ? left : nil
        if left <= 0 { self.pauses[post.subscription] = nil }
        let session = post.notification.session
        self.sessions[session]?.posts -= 1
        if self.sessions[session]?.posts == 0 { self.sessions[session] = nil }
    }

    /// Makes the next post of a session ready, once.
    private mutating func release(_ post: TriggerPost) {
        guard self.posts[post.number]?.isAwaited == true else { return }
        self.posts[post.number]?.isAwaited = false
        let lane = Lane(subscription: post.subscription, session: post.notification.session)
        if let next = self.lanes[lane]?.popFirst() {
            if let post = self.posts[next] { self.scheduler.add(post) }
        } else {
            self.lanes[lane] = nil
        }
    }
}

/// A notification on its way to one subscription.
struct TriggerPost: Sendable {
    /// Unique within the outbox; grows with each post.
    let number: UInt64
    /// The subscription's id.
    let subscription: String
    /// The id of the key that subscribed.
    let owner: String
    /// The receiver, as ``CallbackURL/destination`` has it.
    let destination: String
    let notification: TriggerNotification
    /// The header `webhook-id`, the same in each attempt.
    let messageID: String
    let addedAt: MonotonicTime
    /// Its place among those that wait; `nil` while it is under way.
    var place: FairShare<String, UInt64>.Place?
    /// The count of attempts to send it.
    var attempts = 0
    /// Whether later posts of the session wait for this one: until its first attempt is over.
    var isAwaited = true
}

/// The limits of an outbox: how many notifications and posts wait, for how long, and how hard receivers are tried.
package struct TriggerOutboxLimits: Hashable, Sendable {
    /// The maximum number of notifications that wait to be matched with subscriptions.
    package var inbox: Int
    /// The maximum number of posts that wait, in all.
    package var posts: Int
    /// The maximum number of posts of one subscription that wait or are under way.
    package var postsPerSubscription: Int
    /// The maximum number of posts of one key under way at once; twice as many in all.
    package var inFlight: Int
    /// The maximum number of posts of one key under way at once to one receiver: scheme, host and port; twice as many of all keys.
    package var inFlightPerDestination: Int
    /// The maximum number of posts under way at once of one subscription.
    package var inFlightPerSubscription: Int
    /// Longest time of one attempt.
    package var attempt: Duration
    /// The time for which a post is tried after its event, or after its call's end where that is later.
    package var life: Duration
    /// The longest time for which a post is tried, should the call's end never be reported.
    package var longestLife: Duration

    package init(
        inbox: Int = 10_000, posts: Int = 32_768, postsPerSubscription: Int = 1_024, inFlight: Int = 96,
        inFlightPerDestination: Int = 32, inFlightPerSubscription: Int = 8, attempt: Duration = .seconds(15),
        life: Duration = .seconds(60), longestLife: Duration = .seconds(24 * 3_600)
    ) {
        self.inbox = inbox
        self.posts = posts
        self.postsPerSubscription = postsPerSubscription
        self.inFlight = inFlight
        self.inFlightPerDestination = inFlightPerDestination
        self.inFlightPerSubscription = inFlightPerSubscription
        self.attempt = attempt
        self.life = life
        self.longestLife = longestLife
    }
}

/// The pause before a post is tried again.
enum RetryBackoff {
    static let first = Duration.seconds(1)
    static let longest = Duration.seconds(300)

    /// Doubles with each attempt, ± 20 % so that what failed together does not come back together.
    ///
    /// - Parameters:
    ///   - attempts: How often it was tried, at least once.
    ///   - chance: From 0 to 1.
    /// - Returns: At most 360 s.
    static func pause(after attempts: Int, chance: Double) -> Duration {
        min(self.first * (1 << min(max(attempts, 1) - 1, 16)), self.longest) * (0.8 + 0.4 * chance)
    }
}
