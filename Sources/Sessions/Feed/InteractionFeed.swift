public import CallModel
internal import Waiting

/// Tells users' open pages what happens to their entries, each in order; a page that comes back soon misses nothing.
///
/// A user has one ring of items, and each page a cursor into it. An item gets its number and its place in the ring under one
/// lock, so that numbers rise strictly on each stream. Publishing never waits: a reader that does not keep up is ended, and
/// comes back for a snapshot.
public final class InteractionFeed: Sendable {
    /// Items that can be told again, and that a reader may lag behind.
    public static var memory: Int { FeedRing.capacity }

    /// Differs for each start of the server.
    public let boot: String
    let time: any TimeSource
    let table = Lock(FeedTable())
    private let limit: Int

    /// - Parameters:
    ///   - boot: `[A-Za-z0-9]+`; another one for each start.
    ///   - limit: Most subscriptions at a time.
    public init(boot: String, time: any TimeSource, limit: Int = 10_000) {
        self.boot = boot
        self.time = time
        self.limit = limit
    }

    /// Begins to follow a user's entries. The subscription is a lease: it ends with its last owner, whatever becomes of that.
    ///
    /// - Parameters:
    ///   - user: A UPN in lower case.
    ///   - lastID: What the reader heard last, `<boot>-<number>`; `nil` where it begins.
    ///   - isAllowed: Whether the reader's credential still holds; asked once a second, must return at once.
    /// - Returns: `nil` where there is no room, or the server stops.
    public func subscribe(
        to user: String, after lastID: String?, while isAllowed: @escaping @Sendable (MonotonicTime) -> Bool = { _ in true }
    ) -> FeedSubscription? {
        let (now, heard) = (self.time.monotonicNow(), lastID.flatMap(self.number))
        return self.table.withLock { table in
            guard !table.isClosed, table.readerCount < self.limit else { return nil }
            let start = table.last
            let (id, isResumed) = table.add(to: user, heard: heard, at: now, isAllowed: isAllowed)
            return FeedSubscription(feed: self, id: id, user: user, start: start, isResumed: isResumed)
        }
    }

    /// Tells all pages of a user, in this order. Costs nothing where none is open.
    public func publish(_ items: FeedItem..., to user: String) {
        self.publish(items, to: CollectionOfOne(user))
    }

    /// Tells all pages of each of these users, in this order.
    public func publish(_ items: [FeedItem], to users: some Sequence<String>) {
        let wakeups = self.table.withLock { table in
            var wakeups = FeedTable.Wakeups()
            for user in users {
                for item in items { table.append(item, to: user, waking: &wakeups) }
            }
            return wakeups
        }
        wakeups.run()
    }

    /// Ends readers whose credential is over and wakes those that were told nothing for 15 s; to be called once a second.
    public func beat() {
        let now = self.time.monotonicNow()
        self.table.withLock { $0.beat(at: now) }.run()
    }

    /// Ends all subscriptions, and takes no new ones.
    public func close() {
        self.table.withLock { $0.close() }.run()
    }

    /// Waits until its task is cancelled, then ends all subscriptions.
    public func closeWhenCancelled() async {
        await Task.untilCancelled()
        self.close()
    }

    /// Open subscriptions.
    public var count: Int { self.table.withLock(\.readerCount) }

    /// The number in an id of this start of the server.
    private func number(in id: String) -> UInt64? {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == self.boot else { return nil }
        return UInt64(parts[1])
    }
}
