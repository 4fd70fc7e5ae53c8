internal import CallModel

/// Which posts wait, which are under way, and which come next. A pure value: time and chance come in as parameters.
///
/// Events of one session go to one subscription in their order: each waits for the first attempt of the one before, not for its
/// repetitions. Receivers take turns, so that one that hangs holds up nobody but itself.
struct PostQueue {
    private struct Lane: Hashable {
        let subscription: String
        let session: String
    }

    private struct Destination {
        var ready = Line<UInt64>()
        var inFlight = 0
        /// Whether it stands in ``turns``.
        var isInTurn = false
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

    private let limits: PostLimits
    private var posts: [UInt64: Post] = [:]
    private var nextNumber: UInt64 = 0
    /// Posts that wait for the one before them; there is an entry, perhaps empty, while one is awaited.
    private var lanes: [Lane: Line<UInt64>] = [:]
    private var destinations: [String: Destination] = [:]
    /// Receivers with something ready and room for it.
    private var turns = Line<String>()
    private var inFlight = 0
    /// What waits for a time, the earliest last.
    private var waiting: [(due: MonotonicTime, number: UInt64)] = []
    private var perSubscription: [String: Int] = [:]
    private var sessions: [String: Session] = [:]
    /// Subscriptions whose receiver asked us to wait.
    private var pauses: [String: MonotonicTime] = [:]

    init(limits: PostLimits) {
        self.limits = limits
    }

    /// Posts that wait or are under way.
    var count: Int { self.posts.count }

    /// When there is something to do next, if nothing happens before.
    var due: MonotonicTime? { self.waiting.last?.due }

    /// Adds a post; tells whether there was room.
    mutating func add(
        _ notice: TaskNotice, for subscription: String, to destination: String, messageID: String, at now: MonotonicTime
    ) -> Bool {
        guard self.posts.count < self.limits.posts,
            self.perSubscription[subscription, default: 0] < self.limits.postsPerSubscription
        else { return false }
        self.nextNumber += 1
        let post = Post(
            number: self.nextNumber, subscription: subscription, destination: destination, notice: notice, messageID: messageID,
            addedAt: now)
        self.posts[post.number] = post
        self.perSubscription[subscription, default: 0] += 1
        self.sessions[notice.session, default: Session()].posts += 1
        if notice.terminated != nil { self.endSession(notice.session, at: now) }
        let lane = Lane(subscription: subscription, session: notice.session)
        if self.lanes[lane] == nil {
            self.lanes[lane] = Line()
            self.makeReady(post)
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
    mutating func take(at now: MonotonicTime) -> (posts: [Post], late: Int) {
        var late = 0
        while let next = self.waiting.last, next.due <= now {
            self.waiting.removeLast()
            if let post = self.posts[next.number] { self.makeReady(post) }
        }
        var taken: [Post] = []
        while self.inFlight < self.limits.inFlight, let name = self.turns.popFirst() {
            self.destinations[name]?.isInTurn = false
            guard let number = self.destinations[name]?.ready.popFirst(), let post = self.posts[number] else { continue }
            if self.isLate(post, at: now) {
                self.remove(post)
                late += 1
            } else if let pause = self.pause(of: post.subscription, at: now) {
                self.wait(post.number, until: pause)
            } else {
                self.posts[number]?.attempts += 1
                self.destinations[name]?.inFlight += 1
                self.inFlight += 1
                taken.append(post)
            }
            self.giveTurn(name)
        }
        return (taken, late)
    }

    /// An attempt is over.
    ///
    /// - Parameter chance: From 0 to 1, for the jitter of what is tried again.
    mutating func finish(_ number: UInt64, _ outcome: PostOutcome, at now: MonotonicTime, chance: Double) -> Ending {
        guard let post = self.posts[number] else { return .over }
        self.inFlight -= 1
        self.destinations[post.destination]?.inFlight -= 1
        defer { self.giveTurn(post.destination) }
        guard case .failed(let retryAfter) = outcome else {
            self.remove(post)
            return .over
        }
        if let retryAfter { self.pauses[post.subscription] = now + retryAfter }
        let due = now + max(BackOff.pause(after: post.attempts, chance: chance), retryAfter ?? .zero)
        guard !self.isLate(post, at: due) else {
            self.remove(post)
            return .late
        }
        self.release(post)
        self.wait(number, until: due)
        return .again
    }

    private mutating func makeReady(_ post: Post) {
        self.destinations[post.destination, default: Destination()].ready.append(post.number)
        self.giveTurn(post.destination)
    }

    /// Lines a receiver up, where something is ready for it and it has room.
    private mutating func giveTurn(_ name: String) {
        guard let destination = self.destinations[name], !destination.isInTurn else { return }
        if destination.ready.isEmpty {
            if destination.inFlight == 0 { self.destinations[name] = nil }
        } else if destination.inFlight < self.limits.inFlightPerDestination {
            self.destinations[name]?.isInTurn = true
            self.turns.append(name)
        }
    }

    private mutating func wait(_ number: UInt64, until due: MonotonicTime) {
        var (low, high) = (0, self.waiting.count)
        while low < high {
            let middle = (low + high) / 2
            if self.waiting[middle].due > due { low = middle + 1 } else { high = middle }
        }
        self.waiting.insert((due, number), at: low)
    }

    private mutating func pause(of subscription: String, at now: MonotonicTime) -> MonotonicTime? {
        guard let end = self.pauses[subscription] else { return nil }
        if end > now { return end }
        self.pauses[subscription] = nil
        return nil
    }

    private func isLate(_ post: Post, at time: MonotonicTime) -> Bool {
        if time - post.addedAt > self.limits.longestLife { return true }
        guard let endedAt = self.sessions[post.notice.session]?.endedAt else { return false }
        return time > max(endedAt, post.addedAt) + self.limits.life
    }

    private mutating func remove(_ post: Post) {
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
    private mutating func release(_ post: Post) {
        guard self.posts[post.number]?.isAwaited == true else { return }
        self.posts[post.number]?.isAwaited = false
        let lane = Lane(subscription: post.subscription, session: post.notice.session)
        if let next = self.lanes[lane]?.popFirst() {
            if let post = self.posts[next] { self.makeReady(post) }
        } else {
            self.lanes[lane] = nil
        }
    }
}
