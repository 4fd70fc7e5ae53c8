internal import CallModel
internal import Waiting

/// A lease on a user's feed for one open page. One task reads it; it ends with its last owner.
package final class FeedSubscription: Sendable {
    /// The reader's next action.
    package enum Step: Hashable, Sendable {
        /// Send these items, in order; at least one.
        case items([NumberedFeedItem])
        /// Send a comment: nothing happened for a while, and both sides should see that the connection is open.
        case comment
        /// End the stream: the reader was too slow, its credential ended, or the server stops.
        case end
    }

    /// The user whose entries are followed, a UPN in lower case.
    package let user: String
    /// The feed's last number when the subscription began: a snapshot that is read after that holds all up to it.
    package let start: UInt64
    /// Whether the reader goes on where it was; else it needs a snapshot.
    package let isResumed: Bool
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

    /// Waits for the reader's next step. Cancelling the reading task ends the subscription.
    package func next() async -> Step {
        await withTaskCancellationHandler {
            while true {
                let now = self.feed.time.monotonicNow()
                if let next = self.feed.table.withLock({ $0.step(of: self.id, user: self.user, at: now) }) { return next }
                await self.feed.table.park { table, task in table.park(task, for: self.id, of: self.user) }
            }
        } onCancel: {
            self.end()
        }
    }

    /// Ends the subscription; that is its reader's next step.
    package func end() {
        self.feed.table.withLock { $0.end(self.id, of: self.user) }.run()
    }

    /// Calls `handler` once the subscription is ended, also where its reader is busy; at once where it is ended already.
    package func whenEnded(_ handler: @escaping @Sendable () -> Void) {
        self.feed.table.withLock { $0.whenEnded(self.id, of: self.user, call: handler) }.run()
    }
}
