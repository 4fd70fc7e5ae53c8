internal import CallModel
internal import Waiting

/// A lease on a user's feed: one open page. One task reads it; it ends with its last owner.
public final class FeedSubscription: Sendable {
    /// What the reader is to do next.
    public enum Delivery: Hashable, Sendable {
        /// Send these, in order; at least one.
        case items([NumberedFeedItem])
        /// Nothing happened for a while: send a comment, so that both sides see that the connection is open.
        case comment
        /// It is over: the reader was too slow, its credential ended, or the server stops.
        case end
    }

    /// A UPN in lower case.
    public let user: String
    /// The feed's last number when it began: a snapshot that is read after that holds all up to it.
    public let start: UInt64
    /// Whether the reader goes on where it was; else it needs a snapshot.
    public let isResumed: Bool
    private let feed: InteractionFeed
    private let id: UInt64

    init(feed: InteractionFeed, id: UInt64, user: String, start: UInt64, isResumed: Bool) {
        self.feed = feed
        self.id = id
        self.user = user
        self.start = start
        self.isResumed = isResumed
    }

    deinit {
        let now = self.feed.time.monotonicNow()
        self.feed.table.withLock { $0.remove(self.id, of: self.user, at: now) }
    }

    /// Waits for what is to be sent next. Cancelling the reading task ends the subscription.
    public func next() async -> Delivery {
        await withTaskCancellationHandler {
            while true {
                let now = self.feed.time.monotonicNow()
                if let next = self.feed.table.withLock({ $0.delivery(to: self.id, of: self.user, at: now) }) { return next }
                await self.feed.table.park { table, task in table.park(task, for: self.id, of: self.user) }
            }
        } onCancel: {
            self.end()
        }
    }

    /// Ends it; its reader hears of that next.
    public func end() {
        self.feed.table.withLock { $0.end(self.id, of: self.user) }.run()
    }

    /// Calls `handler` once it is ended, also where its reader is busy and does not hear.
    public func whenEnded(_ handler: @escaping @Sendable () -> Void) {
        self.feed.table.withLock { $0.whenEnded(self.id, of: self.user, call: handler) }.run()
    }
}
