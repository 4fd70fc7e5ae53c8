internal import CallModel
internal import Waiting
internal import DequeModule

/// The feed's state, changed under its one lock: the readers of each user's items, and how far each of them is.
struct FeedTable {
    /// One open page.
    struct Reader {
        /// Number of the last item that the reader was given.
        var cursor: UInt64
        var lastDelivery: MonotonicTime
        /// Whether the credential of the page still holds.
        let isAllowed: @Sendable (MonotonicTime) -> Bool
        var owesComment = false
        var isEnded = false
        var parked: ParkedTask?
        var onEnd: (@Sendable () -> Void)?
    }

    /// One user's items and the pages that follow them.
    struct Channel {
        var ring: FeedRing
        var readers: [UInt64: Reader] = [:]
        /// Since when there is no reader; `nil` while there is one.
        var idleSince: MonotonicTime?
    }

    /// Readers and handlers that are to be called once the lock is released.
    struct Wakeups {
        fileprivate var parked: [ParkedTask] = []
        fileprivate var handlers: [@Sendable () -> Void] = []

        func run() {
            for handler in self.handlers { handler() }
            for reader in self.parked { reader.wake() }
        }
    }

    /// Time without any item after which a reader gets a comment.
    static let heartbeat = Duration.seconds(15)
    /// How long items are kept for a user without any reader.
    private static let patience = Duration.seconds(120)

    private(set) var channels: [String: Channel] = [:]
    /// The number of the last item, of all users.
    private(set) var last: UInt64 = 0
    private(set) var readerCount = 0
    private var readerIDs: UInt64 = 0
    private(set) var isClosed = false

    /// Adds a reader.
    ///
    /// - Parameter lastNumber: Number of the last item that the reader was given, where it comes back.
    /// - Returns: Its id, and whether it goes on behind `lastNumber`; else it begins behind the last item and needs a snapshot.
    mutating func add(
        to user: String, after lastNumber: UInt64?, at now: MonotonicTime, isAllowed: @escaping @Sendable (MonotonicTime) -> Bool
    ) -> (id: UInt64, isResumed: Bool) {
        var channel = self.channels[user] ?? Channel(ring: FeedRing(floor: self.last))
        let resumed = lastNumber.flatMap { $0 >= channel.ring.floor && $0 <= self.last ? $0 : nil }
        self.readerIDs += 1
        self.readerCount += 1
        channel.readers[self.readerIDs] = Reader(cursor: resumed ?? self.last, lastDelivery: now, isAllowed: isAllowed)
        channel.idleSince = nil
        self.channels[user] = channel
        return (self.readerIDs, resumed != nil)
    }

    /// Removes a reader whose subscription has no owner any more.
    mutating func remove(_ id: UInt64, of user: String, at now: MonotonicTime) {
        guard self.channels[user]?.readers.removeValue(forKey: id) != nil else { return }
        self.readerCount -= 1
        if self.channels[user]?.readers.isEmpty ?? false { self.channels[user]?.idleSince = now }
    }

    /// Numbers an item and adds it to a user's feed. A reader that lags behind too far is ended.
    mutating func append(_ item: FeedItem, to user: String, waking wakeups: inout Wakeups) {
        // It counts even without a reader: one that comes back must not conclude that nothing happened.
        self.last += 1
        guard let slot = self.channels.index(forKey: user) else { return }
        self.channels.values[slot].append(item, number: self.last, waking: &wakeups)
    }

    /// A reader's next step; `nil` where it has to wait.
    mutating func step(of id: UInt64, user: String, at now: MonotonicTime) -> FeedSubscription.Step? {
        guard let reader = self.channels[user]?.readers[id], !reader.isEnded,
            let items = self.channels[user]?.ring.items(after: reader.cursor)
        else { return .end }
        guard !items.isEmpty || reader.owesComment else { return nil }
        self.change(id, of: user) { reader in
            reader.cursor = items.last?.number ?? reader.cursor
            reader.lastDelivery = now
            reader.owesComment = false
        }
        return items.isEmpty ? .comment : .items(items)
    }

    /// Parks a reader until there is something to do for it.
    ///
    /// - Returns: Whether it is parked; else there is something already.
    mutating func park(_ task: ParkedTask, for id: UInt64, of user: String) -> Bool {
        guard let channel = self.channels[user], let reader = channel.readers[id], !reader.isEnded, !reader.owesComment,
            channel.ring.isEmpty(after: reader.cursor)
        else { return false }
        self.change(id, of: user) { $0.parked = task }
        return true
    }

    /// Sets the handler that is called once a reader is ended; at once where it is.
    mutating func whenEnded(_ id: UInt64, of user: String, call handler: @escaping @Sendable () -> Void) -> Wakeups {
        var wakeups = Wakeups()
        if self.channels[user]?.readers[id]?.isEnded ?? true {
            wakeups.handlers.append(handler)
        } else {
            self.change(id, of: user) { $0.onEnd = handler }
        }
        return wakeups
    }

    /// Ends a reader: that is its next step.
    mutating func end(_ id: UInt64, of user: String) -> Wakeups {
        var wakeups = Wakeups()
        self.change(id, of: user) { $0.end(waking: &wakeups) }
        return wakeups
    }

    /// Ends readers whose credential is over, wakes those that were given nothing for long, and drops the items of users who have
    /// been away for too long; once a second.
    mutating func checkReaders(at now: MonotonicTime) -> Wakeups {
        var wakeups = Wakeups()
        let gone = self.channels.filter { $0.value.idleSince.map { now - $0 > Self.patience } ?? false }.keys
        for user in gone { self.channels[user] = nil }
        for slot in self.channels.indices { self.channels.values[slot].checkReaders(at: now, waking: &wakeups) }
        return wakeups
    }

    /// Ends all readers; none is to be added after that.
    mutating func close() -> Wakeups {
        var wakeups = Wakeups()
        self.isClosed = true
        for slot in self.channels.indices { self.channels.values[slot].endAll(waking: &wakeups) }
        return wakeups
    }

    private mutating func change(_ id: UInt64, of user: String, _ change: (inout Reader) -> Void) {
        guard let slot = self.channels.index(forKey: user) else { return }
        self.channels.values[slot].change(id, change)
    }
}

extension FeedTable.Channel {
    fileprivate mutating func append(_ item: FeedItem, number: UInt64, waking wakeups: inout FeedTable.Wakeups) {
        self.ring.append(item, number: number)
        for slot in self.readers.indices {
            if self.readers.values[slot].cursor < self.ring.floor {
                self.readers.values[slot].end(waking: &wakeups)
            } else {
                self.readers.values[slot].wake(&wakeups)
            }
        }
    }

    fileprivate mutating func checkReaders(at now: MonotonicTime, waking wakeups: inout FeedTable.Wakeups) {
        for slot in self.readers.indices {
            let reader = self.readers.values[slot]
            if !reader.isAllowed(now) {
                self.readers.values[slot].end(waking: &wakeups)
            } else if now - reader.lastDelivery >= FeedTable.heartbeat {
                self.readers.values[slot].owesComment = true
                self.readers.values[slot].wake(&wakeups)
            }
        }
    }

    fileprivate mutating func endAll(waking wakeups: inout FeedTable.Wakeups) {
        for slot in self.readers.indices { self.readers.values[slot].end(waking: &wakeups) }
    }

    fileprivate mutating func change(_ id: UInt64, _ change: (inout FeedTable.Reader) -> Void) {
        guard let slot = self.readers.index(forKey: id) else { return }
        change(&self.readers.values[slot])
    }
}

extension FeedTable.Reader {
    fileprivate mutating func wake(_ wakeups: inout FeedTable.Wakeups) {
        guard let parked = self.parked else { return }
        self.parked = nil
        wakeups.parked.append(parked)
    }

    fileprivate mutating func end(waking wakeups: inout FeedTable.Wakeups) {
        guard !self.isEnded else { return }
        self.isEnded = true
        self.wake(&wakeups)
        if let handler = self.onEnd { wakeups.handlers.append(handler) }
        self.onEnd = nil
    }
}

/// The latest items of one user. Readers follow them by a cursor: the number of the last item that they were given.
struct FeedRing {
    /// Most items: so many may a reader lag behind.
    static let capacity = 256

    private var items: Deque<NumberedFeedItem> = []
    /// Number of the last item that is not here any more; cursors below it have missed something.
    private(set) var floor: UInt64

    /// - Parameter floor: The feed's last number so far.
    init(floor: UInt64) {
        self.floor = floor
    }

    /// Adds the newest item, in place of the oldest where there are too many.
    ///
    /// - Parameter number: Above all numbers before.
    mutating func append(_ item: FeedItem, number: UInt64) {
        if self.items.count == Self.capacity, let oldest = self.items.popFirst() { self.floor = oldest.number }
        self.items.append(NumberedFeedItem(number: number, item: item))
    }

    /// Whether there is nothing above `cursor`; O(1).
    func isEmpty(after cursor: UInt64) -> Bool { cursor >= self.items.last?.number ?? self.floor }

    /// Items above `cursor`, oldest first; `nil` where some of them are not here any more.
    func items(after cursor: UInt64) -> [NumberedFeedItem]? {
        guard cursor >= self.floor else { return nil }
        let first = self.items.lastIndex { $0.number <= cursor }.map { $0 + 1 } ?? 0
        return Array(self.items[first...])
    }
}
