public import CallModel
internal import Synchronization

/// Tells users' open pages what happens, each in order; whoever comes back soon misses nothing.
///
/// Publishing never waits: a subscription that does not keep up is ended, and its reader comes back for a snapshot.
public final class EntryFeed: Sendable {
    /// What one user's pages follow.
    private struct Channel {
        /// The latest items, at most ``EntryFeed/memory``.
        var items: [(number: UInt64, item: FeedItem)] = []
        /// Items up to this one are not here any more.
        var floor: UInt64
        var subscriptions: [FeedSubscription] = []
        /// Since when nobody follows.
        var idleSince: MonotonicTime?

        mutating func remember(_ number: UInt64, _ item: FeedItem) {
            self.items.append((number, item))
            guard self.items.count > EntryFeed.memory else { return }
            self.floor = self.items[0].number
            self.items.removeFirst()
        }
    }

    private struct State {
        var channels: [String: Channel] = [:]
        /// The last item's number, of all users.
        var last: UInt64 = 0
        var isClosed = false
    }

    /// Items that can be told again, and that a subscription may lag behind.
    public static let memory = 256
    /// A subscription that has told nothing for so long sends a comment.
    static let heartbeat = Duration.seconds(15)
    /// How long items are kept for a user who has no page open.
    private static let patience = Duration.seconds(120)

    /// Differs for each start of the server.
    public let boot: String
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - boot: `[A-Za-z0-9]+`; another one for each start.
    ///   - limit: Most subscriptions at a time.
    public init(boot: String, limit: Int = 10_000) {
        self.boot = boot
        self.limit = limit
    }

    /// Begins to follow a user's entries.
    ///
    /// - Parameter lastID: What the reader heard last, `<boot>-<number>`; `nil` where it begins.
    /// - Returns: `nil` where there is no room, or the server stops.
    public func subscribe(to user: String, after lastID: String?, at now: MonotonicTime) -> FeedSubscription? {
        self.state.withLock { state in
            let count = state.channels.values.reduce(0) { $0 + $1.subscriptions.count }
            guard !state.isClosed, count < self.limit else { return nil }
            var channel = state.channels[user] ?? Channel(floor: state.last)
            let resumed = lastID.flatMap(self.number).flatMap { $0 >= channel.floor && $0 <= state.last ? $0 : nil }
            let missed = resumed.map { number in channel.items.filter { $0.number > number } }
            let subscription = FeedSubscription(user: user, at: state.last, missed: missed, now: now)
            channel.subscriptions.append(subscription)
            channel.idleSince = nil
            state.channels[user] = channel
            return subscription
        }
    }

    /// Ends a subscription.
    public func end(_ subscription: FeedSubscription, at now: MonotonicTime) {
        subscription.end()
        self.state.withLock { state in
            state.channels[subscription.user]?.subscriptions.removeAll { $0 === subscription }
            if state.channels[subscription.user]?.subscriptions.isEmpty ?? false {
                state.channels[subscription.user]?.idleSince = now
            }
        }
    }

    /// Tells all pages of a user. Costs nothing where none is open.
    public func publish(_ item: FeedItem, to user: String) {
        let (number, subscriptions) = self.state.withLock { state -> (UInt64, [FeedSubscription]) in
            // It counts even where nobody follows: who comes back after that is not to think that nothing happened.
            state.last += 1
            guard state.channels[user] != nil else { return (0, []) }
            let number = state.last
            state.channels[user]?.remember(number, item)
            return (number, state.channels[user]?.subscriptions ?? [])
        }
        for subscription in subscriptions { subscription.add(number, item) }
    }

    /// Wakes subscriptions that have been silent for long, and lets go of users whose pages are gone.
    public func beat(at now: MonotonicTime) {
        let subscriptions = self.state.withLock { state -> [FeedSubscription] in
            for (user, channel) in state.channels {
                if let idleSince = channel.idleSince, now - idleSince > Self.patience { state.channels[user] = nil }
            }
            return state.channels.values.flatMap(\.subscriptions)
        }
        for subscription in subscriptions { subscription.beat(at: now) }
    }

    /// Ends all subscriptions, and takes no new ones.
    public func close() {
        let subscriptions = self.state.withLock { state in
            state.isClosed = true
            return state.channels.values.flatMap(\.subscriptions)
        }
        for subscription in subscriptions { subscription.end() }
    }

    /// Waits until its task is cancelled, then ends all subscriptions.
    public func closeWhenCancelled() async {
        try? await Task.sleep(for: .seconds(1 << 30))
        self.close()
    }

    /// Open subscriptions.
    public var count: Int { self.state.withLock { $0.channels.values.reduce(0) { $0 + $1.subscriptions.count } } }

    /// The number in an id of this start of the server.
    private func number(in id: String) -> UInt64? {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == self.boot else { return nil }
        return UInt64(parts[1])
    }
}
