package import CallModel
internal import Waiting

/// The changes of users' entries in order, for their open pages. A page that comes back soon misses nothing.
///
/// A user has one ring of items, and each page a cursor into it. An item gets its number and its place in the ring under one
/// lock, so that numbers rise strictly on each stream. Publishing never waits: a reader that does not keep up is ended, and
/// comes back for a snapshot.
package final class InteractionFeed: Sendable {
    /// The count of items that are kept for a user: so many may a reader lag behind, or have missed when it comes back.
    package static var capacity: Int { FeedRing.capacity }

    /// A word in the items' ids that differs for each start of the server, `[A-Za-z0-9]+`.
    package let boot: String
    let time: any TimeSource
    let table: Lock<FeedTable>

    /// The maximum number of subscriptions to one user's entries at a time.
    package static var perUser: Int { 20 }

    /// A feed without subscriptions.
    ///
    /// - Parameters:
    ///   - boot: `[A-Za-z0-9]+`; another one for each start.
    ///   - time: Says when a reader is due for a comment.
    ///   - limit: Most subscriptions at a time.
    package init(boot: String, time: any TimeSource, limit: Int = 10_000) {
        self.boot = boot
        self.time = time
        self.table = Lock(FeedTable(limit: limit, perUser: Self.perUser))
    }

    /// Subscribes a page to a user's entries within a scope. The subscription is a lease: it ends with its last owner, whatever becomes of that.
    ///
    /// - Parameters:
    ///   - user: A UPN in lower case.
    ///   - scope: Who asks: nothing of a session of another service is handed out, not even that there was something.
    ///   - lastID: The id of the last item that the reader was given, `<boot>-<number>`; `nil` where it begins.
    ///   - isAllowed: Whether the reader's credential still holds; called once a second, must return at once.
    /// - Returns: `nil` where there is no room for it, see ``isFull(for:)``, or the server stops.
    package func subscribe(
        to user: String, within scope: ServiceScope, after lastID: String?,
        while isAllowed: @escaping @Sendable (MonotonicTime) -> Bool = { _ in true }
    ) -> FeedSubscription? {
        let (now, lastNumber) = (self.time.monotonicNow(), lastID.flatMap(self.number))
        let (subscription, wakeups) = self.table.withLock { table in
            let start = table.last
            var wakeups = FeedTable.Wakeups()
            guard !table.isClosed, !table.isFull,
                let (id, isResumed) = table.add(
                    to: user, within: scope, after: lastNumber, at: now, waking: &wakeups, isAllowed: isAllowed)
            else { return (nil as FeedSubscription?, wakeups) }
            return (FeedSubscription(feed: self, id: id, user: user, start: start, isResumed: isResumed), wakeups)
        }
        wakeups.run()
        return subscription
    }

    /// Whether a user has as many subscriptions as one may have.
    package func isFull(for user: String) -> Bool { self.table.withLock { $0.isFull(for: user) } }

    /// Gives items to all pages of a user, in this order. Costs nothing where none is open.
    package func publish(_ items: FeedItem..., to user: String) {
        self.publish(items, to: CollectionOfOne(user))
    }

    /// Gives items to all pages of each of these users, in this order.
    package func publish(_ items: [FeedItem], to users: some Sequence<String>) {
        let wakeups = self.table.withLock { table in
            var wakeups = FeedTable.Wakeups()
            for user in users {
                for item in items { table.append(item, to: user, waking: &wakeups) }
            }
            return wakeups
        }
        wakeups.run()
    }

    /// Ends readers whose credential is over and wakes those that were given nothing for 15 s; to be called once a second.
    package func checkReaders() {
        let now = self.time.monotonicNow()
        self.table.withLock { $0.checkReaders(at: now) }.run()
    }

    /// Accepts no new subscriptions while `isFull` is true; those there are go on.
    package func setFull(_ isFull: Bool) {
        self.table.withLock { $0.isFull = isFull }
    }

    /// Ends all subscriptions, and accepts no new ones.
    package func close() {
        self.table.withLock { $0.close() }.run()
    }

    /// Waits until its task is cancelled, then ends all subscriptions.
    package func closeWhenCancelled() async {
        await Task.untilCancelled()
        self.close()
    }

    /// The count of open subscriptions.
    package var count: Int { self.table.withLock(\.readerCount) }

    /// The number in an id of this start of the server.
    private func number(in id: String) -> UInt64? {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == self.boot else { return nil }
        return UInt64(parts[1])
    }
}

/// A change for a user's open pages. It names a session and carries nothing of it: a page is sent what is true at that moment, so that
/// a feed holds no caller data.
package struct FeedItem: Hashable, Sendable {
    /// The kind of change of the user's entry of the session; raw values are names of events in the contract's stream.
    package enum Kind: String, Hashable, Sendable {
        /// The entry is new, or something in it is.
        case entry
        /// The entry is gone from the user's list.
        case removed
        /// The session's context has a new revision.
        case context
        /// The user has concluded the entry.
        case concluded
    }

    /// The change.
    package let kind: Kind
    /// The session's id.
    package let session: String
    /// The id of the session's service: a stream tells nothing of services outside its credential's scope.
    package let service: String

    /// A change of an entry of this session.
    package init(_ kind: Kind, session: String, service: String) {
        self.kind = kind
        self.session = session
        self.service = service
    }
}

/// An item with its place in the order of all items of one start of the server.
package struct NumberedFeedItem: Hashable, Sendable {
    /// Grows strictly with each item of any user; the first is 1.
    package let number: UInt64
    /// The change.
    package let item: FeedItem
}

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
