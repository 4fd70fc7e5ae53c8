internal import CallModel
internal import Waiting

/// Who follows which user's feed, and how far each reader is: the feed's state, changed under its one lock.
struct FeedTable {
    /// One open page.
    struct Reader {
        /// Number of the last item that it was given.
        var cursor: UInt64
        var lastDelivery: MonotonicTime
        /// Whether the credential that it was opened with still holds.
        let isAllowed: @Sendable (MonotonicTime) -> Bool
        var owesComment = false
        var isEnded = false
        var parked: ParkedTask?
        var onEnd: (@Sendable () -> Void)?
    }

    /// What one user's pages follow.
    struct Channel {
        var ring: FeedRing
        var readers: [UInt64: Reader] = [:]
        /// Since when there is no reader.
        var idleSince: MonotonicTime?
    }

    /// What is to be called once the lock is released.
    struct Wakeups {
        fileprivate var parked: [ParkedTask] = []
        fileprivate var handlers: [@Sendable () -> Void] = []

        func run() {
            for handler in self.handlers { handler() }
            for reader in self.parked { reader.wake() }
        }
    }

    /// Time without anything told after which a reader gets a comment.
    static let heartbeat = Duration.seconds(15)
    /// How long items are kept for a user without any reader.
    private static let patience = Duration.seconds(120)

    private(set) var channels: [String: Channel] = [:]
    /// The last item's number, of all users.
    private(set) var last: UInt64 = 0
    private(set) var readerCount = 0
    private var readerIDs: UInt64 = 0
    private(set) var isClosed = false

    /// Adds a reader.
    ///
    /// - Parameter heard: Number of the last item that the reader has, where it comes back.
    /// - Returns: Its id, and whether it goes on at `heard`; else it begins behind the last item and needs a snapshot.
    mutating func add(
        to user: String, heard: UInt64?, at now: MonotonicTime, isAllowed: @escaping @Sendable (MonotonicTime) -> Bool
    ) -> (id: UInt64, isResumed: Bool) {
        var channel = self.channels[user] ?? Channel(ring: FeedRing(floor: self.last))
        let resumed = heard.flatMap { $0 >= channel.ring.floor && $0 <= self.last ? $0 : nil }
        self.readerIDs += 1
        self.readerCount += 1
        channel.readers[self.readerIDs] = Reader(cursor: resumed ?? self.last, lastDelivery: now, isAllowed: isAllowed)
        channel.idleSince = nil
        self.channels[user] = channel
        return (self.readerIDs, resumed != nil)
    }

    /// Removes a reader that nobody reads for any more.
    mutating func remove(_ id: UInt64, of user: String, at now: MonotonicTime) {
        guard self.channels[user]?.readers.removeValue(forKey: id) != nil else { return }
        self.readerCount -= 1
        if self.channels[user]?.readers.isEmpty ?? false { self.channels[user]?.idleSince = now }
    }

    /// Numbers an item and adds it to a user's feed. A reader that lags behind too far is ended.
    mutating func append(_ item: FeedItem, to user: String, waking wakeups: inout Wakeups) {
        // It counts even without a reader: whoever comes back must not think that nothing happened.
        self.last += 1
        guard let slot = self.channels.index(forKey: user) else { return }
        self.channels.values[slot].append(item, number: self.last, waking: &wakeups)
    }

    /// What a reader is to do next; `nil` where it has to wait.
    mutating func delivery(to id: UInt64, of user: String, at now: MonotonicTime) -> FeedSubscription.Delivery? {
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

    /// Names what is called once a reader is ended; at once where it is.
    mutating func whenEnded(_ id: UInt64, of user: String, call handler: @escaping @Sendable () -> Void) -> Wakeups {
        var wakeups = Wakeups()
        if self.channels[user]?.readers[id]?.isEnded ?? true {
            wakeups.handlers.append(handler)
        } else {
            self.change(id, of: user) { $0.onEnd = handler }
        }
        return wakeups
    }

    /// Ends a reader: it hears of that next.
    mutating func end(_ id: UInt64, of user: String) -> Wakeups {
        var wakeups = Wakeups()
        self.change(id, of: user) { $0.end(waking: &wakeups) }
        return wakeups
    }

    /// Once a second: ends readers whose credential is over, wakes those that were told nothing for long, and drops the items of
    /// users who have been away for too long.
    mutating func beat(at now: MonotonicTime) -> Wakeups {
        var wakeups = Wakeups()
        let gone = self.channels.filter { $0.value.idleSince.map { now - $0 > Self.patience } ?? false }.keys
        for user in gone { self.channels[user] = nil }
        for slot in self.channels.indices { self.channels.values[slot].beat(at: now, waking: &wakeups) }
        return wakeups
    }

    /// Ends all readers; nobody is to be added after that.
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

    fileprivate mutating func beat(at now: MonotonicTime, waking wakeups: inout FeedTable.Wakeups) {
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
