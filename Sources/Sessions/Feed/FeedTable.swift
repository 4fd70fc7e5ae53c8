internal import CallModel
internal import DequeModule
internal import Waiting

/// The feed's state, changed under its one lock: the readers of each user's items, and how far each of them is.
struct FeedTable {
    /// One open page.
    struct Reader {
        /// Number of the last item that the reader was given.
        var cursor: UInt64
        var lastDelivery: MonotonicTime
        /// Whether the credential of the page still holds.
        let isAllowed: @Sendable (MonotonicTime) -> Bool
        /// The services of which the reader is told.
        let scope: ServiceScope
        /// Its place among all readers.
        let place: FairShare<String, Seat>.Place
        var owesComment = false
        var isEnded = false
        var parked: ParkedTask?
        var onEnd: (@Sendable () -> Void)?
    }

    /// A reader as the room for all of them knows it.
    struct Seat {
        let id: UInt64
        let user: String
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
    /// The time for which items are kept for a user without any reader.
    private static let patience = Duration.seconds(120)

    private(set) var channels: [String: Channel] = [:]
    /// The number of the last item, of all users.
    private(set) var last: UInt64 = 0
    private var room: FairShare<String, Seat>
    private var readerIDs: UInt64 = 0
    private(set) var isClosed = false
    /// Whether there is no room for further readers, whatever their number.
    var isFull = false

    /// - Parameters:
    ///   - limit: Most readers.
    ///   - perUser: Most readers of one user.
    init(limit: Int, perUser: Int) {
        self.room = FairShare(limit: limit, most: perUser)
    }

    /// The count of readers that have a place.
    var readerCount: Int { self.room.count }

    /// Whether a user has as many readers as one may have.
    func isFull(for user: String) -> Bool { self.room.used(by: user) >= self.room.most }

    /// Adds a reader. Where all places are taken, the oldest one of the user with most makes room, unless that is this user.
    ///
    /// - Parameter lastNumber: Number of the last item that the reader was given, where it comes back.
    /// - Returns: Its id, and whether it goes on behind `lastNumber`; else it begins behind the last item and needs a snapshot. `nil`
    ///   where there is no place for it.
    mutating func add(
        to user: String, within scope: ServiceScope, after lastNumber: UInt64?, at now: MonotonicTime,
        waking wakeups: inout Wakeups, isAllowed: @escaping @Sendable (MonotonicTime) -> Bool
    ) -> (id: UInt64, isResumed: Bool)? {
        let admission = self.room.add(Seat(id: self.readerIDs + 1, user: user), of: user)
        guard let place = admission.place else { return nil }
        for gone in admission.gone { self.change(gone.id, of: gone.user) { $0.end(waking: &wakeups) } }
        let last = self.last
        let floor = self.channels[user]?.ring.floor ?? last
        let resumed = lastNumber.flatMap { $0 >= floor && $0 <= last ? $0 : nil }
        self.readerIDs += 1
        let reader = Reader(
            cursor: resumed ?? last, lastDelivery: now, isAllowed: isAllowed, scope: scope, place: place)
        self.channels[user, default: Channel(ring: FeedRing(floor: last))].add(reader, as: self.readerIDs)
        return (self.readerIDs, resumed != nil)
    }

    /// Removes a reader whose subscription has no owner any more.
    mutating func remove(_ id: UInt64, of user: String, at now: MonotonicTime) {
        guard let slot = self.channels.index(forKey: user),
            let reader = self.channels.values[slot].readers.removeValue(forKey: id)
        else { return }
        self.room.remove(reader.place)
        if self.channels.values[slot].readers.isEmpty { self.channels.values[slot].idleSince = now }
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
        guard let slot = self.channels.index(forKey: user) else { return .end }
        return self.channels.values[slot].step(of: id, at: now)
    }

    /// Parks a reader until there is something to do for it.
    ///
    /// - Returns: Whether it is parked; else there is something already.
    mutating func park(_ task: ParkedTask, for id: UInt64, of user: String) -> Bool {
        guard let slot = self.channels.index(forKey: user) else { return false }
        return self.channels.values[slot].park(task, for: id)
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
        var slot = self.channels.startIndex
        while slot != self.channels.endIndex {
            self.channels.values[slot].checkReaders(at: now, waking: &wakeups)
            self.channels.formIndex(after: &slot)
        }
        return wakeups
    }

    /// Ends all readers; none is to be added after that.
    mutating func close() -> Wakeups {
        var wakeups = Wakeups()
        self.isClosed = true
        var slot = self.channels.startIndex
        while slot != self.channels.endIndex {
            self.channels.values[slot].changeReaders { $0.end(waking: &wakeups) }
            self.channels.formIndex(after: &slot)
        }
        return wakeups
    }

    private mutating func change(_ id: UInt64, of user: String, _ change: (inout Reader) -> Void) {
        guard let slot = self.channels.index(forKey: user) else { return }
        self.channels.values[slot].change(id, change)
    }
}

// Readers are changed in place. A second reference to their dictionary, such as a loop over its `indices` holds, would have each
// change copy it: with a thousand open pages, a thousand readers for each item.
extension FeedTable.Channel {
    fileprivate mutating func append(_ item: FeedItem, number: UInt64, waking wakeups: inout FeedTable.Wakeups) {
        self.ring.append(item, number: number)
        let floor = self.ring.floor
        self.changeReaders { reader in
            if reader.cursor < floor { reader.end(waking: &wakeups) } else { reader.wake(&wakeups) }
        }
    }

    fileprivate mutating func add(_ reader: FeedTable.Reader, as id: UInt64) {
        self.readers[id] = reader
        self.idleSince = nil
    }

    fileprivate mutating func step(of id: UInt64, at now: MonotonicTime) -> FeedSubscription.Step? {
        guard let slot = self.readers.index(forKey: id), !self.readers.values[slot].isEnded,
            let news = self.ring.items(after: self.readers.values[slot].cursor)
        else { return .end }
        if let newest = news.last { self.readers.values[slot].cursor = newest.number }
        let scope = self.readers.values[slot].scope
        let items = news.filter { scope.contains($0.item.service) }
        guard !items.isEmpty else {
            guard self.readers.values[slot].owesComment else { return nil }
            self.readers.values[slot].noteDelivery(at: now)
            return .comment
        }
        self.readers.values[slot].noteDelivery(at: now)
        return .items(items)
    }

    fileprivate mutating func park(_ task: ParkedTask, for id: UInt64) -> Bool {
        guard let slot = self.readers.index(forKey: id), !self.readers.values[slot].isEnded,
            !self.readers.values[slot].owesComment, self.ring.isEmpty(after: self.readers.values[slot].cursor)
        else { return false }
        self.readers.values[slot].parked = task
        return true
    }

    fileprivate mutating func checkReaders(at now: MonotonicTime, waking wakeups: inout FeedTable.Wakeups) {
        self.changeReaders { reader in
            if !reader.isAllowed(now) {
                reader.end(waking: &wakeups)
            } else if now - reader.lastDelivery >= FeedTable.heartbeat {
                reader.owesComment = true
                reader.wake(&wakeups)
            }
        }
    }

    fileprivate mutating func change(_ id: UInt64, _ change: (inout FeedTable.Reader) -> Void) {
        guard let slot = self.readers.index(forKey: id) else { return }
        change(&self.readers.values[slot])
    }

    fileprivate mutating func changeReaders(_ change: (inout FeedTable.Reader) -> Void) {
        var slot = self.readers.startIndex
        while slot != self.readers.endIndex {
            change(&self.readers.values[slot])
            self.readers.formIndex(after: &slot)
        }
    }
}

extension FeedTable.Reader {
    fileprivate mutating func noteDelivery(at now: MonotonicTime) {
        self.lastDelivery = now
        self.owesComment = false
    }

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
    /// The maximum number of items: so many may a reader lag behind.
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
