internal import CallModel
internal import DequeModule

/// Which posts wait, which are under way, and which come next. A pure value: time and chance come in as parameters.
///
/// Events of one session go to one subscription in their order: each waits for the first attempt of the one before, not for its
/// repetitions.
struct TriggerOutbox {
    private struct Lane: Hashable {
        let subscription: String
        let session: String
    }

    private struct Session {
        var posts = 0
        var endedAt: MonotonicTime?
    }

    /// What became of a post after an attempt.
    enum Ending: Hashable {
        case over
        case again
        /// It would be tried again, but its time is over.
        case late
    }

    private let limits: TriggerOutboxLimits
    private var posts: [UInt64: TriggerPost] = [:]
    private var lastNumber: UInt64 = 0
    /// Posts that wait for the one before them; there is an entry, perhaps empty, while one is awaited.
    private var lanes: [Lane: Deque<UInt64>] = [:]
    private var turns: RoundRobinScheduler
    private var waiting = DelayQueue()
    private var perSubscription: [String: Int] = [:]
    private var sessions: [String: Session] = [:]
    /// Until when subscriptions rest whose receiver asked for it.
    private var pauses: [String: MonotonicTime] = [:]

    init(limits: TriggerOutboxLimits) {
        self.limits = limits
        self.turns = RoundRobinScheduler(
            limits: .init(
                all: limits.inFlight, perReceiver: limits.inFlightPerDestination,
                perSubscription: limits.inFlightPerSubscription))
    }

    /// Posts that wait or are under way.
    var count: Int { self.posts.count }

    /// When there is something to do next, if nothing happens before.
    var due: MonotonicTime? { self.waiting.due }

    /// Adds a post; tells whether there was room.
    mutating func add(
        _ notice: TriggerNotification, for subscription: String, to destination: String, messageID: String, at now: MonotonicTime
    ) -> Bool {
        guard self.posts.count < self.limits.posts,
            self.perSubscription[subscription, default: 0] < self.limits.postsPerSubscription
        else { return false }
        self.lastNumber += 1
        let post = TriggerPost(
            number: self.lastNumber, subscription: subscription, destination: destination, notice: notice, messageID: messageID,
            addedAt: now)
        self.posts[post.number] = post
        self.perSubscription[subscription, default: 0] += 1
        self.sessions[notice.session, default: Session()].posts += 1
        if notice.terminated != nil { self.endSession(notice.session, at: now) }
        let lane = Lane(subscription: subscription, session: notice.session)
        if self.lanes[lane] == nil {
            self.lanes[lane] = Deque()
            self.turns.add(post)
        } else {
            self.lanes[lane]?.append(post.number)
        }
        return true
    }

    /// A call has ended: what waits of it has not much time left.
    mutating func endSession(_ id: String, at now: MonotonicTime) {
        guard self.sessions[id] != nil, self.sessions[id]?.endedAt == nil else { return }
        self.sessions[id]?.endedAt = now
    }

    /// Posts to be sent now, and how many were given up since their time is over.
    mutating func take(at now: MonotonicTime) -> (posts: [TriggerPost], late: Int) {
        while let number = self.waiting.popFirst(at: now) {
            if let post = self.posts[number] { self.turns.add(post) }
        }
        var (taken, late) = ([TriggerPost](), 0)
        while let number = self.turns.next() {
            guard let post = self.posts[number] else { continue }
            if self.isLate(post, at: now) {
                self.turns.finish(post)
                self.remove(post)
                late += 1
            } else if let pause = self.pause(of: post.subscription, at: now) {
                self.turns.finish(post)
                self.waiting.insert(number, due: pause)
            } else {
                self.posts[number]?.attempts += 1
                taken.append(post)
            }
        }
        return (taken, late)
    }

    /// An attempt is over.
    ///
    /// - Parameter chance: From 0 to 1, for the jitter of what is tried again.
    mutating func finish(_ number: UInt64, _ outcome: TriggerPostOutcome, at now: MonotonicTime, chance: Double) -> Ending {
        guard let post = self.posts[number] else { return .over }
        self.turns.finish(post)
        guard case .failed(let retryAfter) = outcome else {
            self.remove(post)
            return .over
        }
        if let retryAfter { self.pauses[post.subscription] = now + retryAfter }
        let due = now + max(RetryBackoff.pause(after: post.attempts, chance: chance), retryAfter ?? .zero)
        guard !self.isLate(post, at: due) else {
            self.remove(post)
            return .late
        }
        self.release(post)
        self.waiting.insert(number, due: due)
        return .again
    }

    private mutating func pause(of subscription: String, at now: MonotonicTime) -> MonotonicTime? {
        guard let end = self.pauses[subscription] else { return nil }
        if end > now { return end }
        self.pauses[subscription] = nil
        return nil
    }

    private func isLate(_ post: TriggerPost, at time: MonotonicTime) -> Bool {
        if time - post.addedAt > self.limits.longestLife { return true }
        guard let endedAt = self.sessions[post.notice.session]?.endedAt else { return false }
        return time > max(endedAt, post.addedAt) + self.limits.life
    }

    private mutating func remove(_ post: TriggerPost) {
        self.release(post)
        self.posts[post.number] = nil
        let left = self.perSubscription[post.subscription, default: 1] - 1
        self.perSubscription[post.subscription] = left > 0 ? left : nil
        if left <= 0 { self.pauses[post.subscription] = nil }
        let session = post.notice.session
        self.sessions[session]?.posts -= 1
        if self.sessions[session]?.posts == 0 { self.sessions[session] = nil }
    }

    /// Lets the next event of a session go, once.
    private mutating func release(_ post: TriggerPost) {
        guard self.posts[post.number]?.isAwaited == true else { return }
        self.posts[post.number]?.isAwaited = false
        let lane = Lane(subscription: post.subscription, session: post.notice.session)
        if let next = self.lanes[lane]?.popFirst() {
            if let post = self.posts[next] { self.turns.add(post) }
        } else {
            self.lanes[lane] = nil
        }
    }
}
