public import CallModel

/// Values by key, each with an end of life, bounded by count and by cost; the longest unused go first.
///
/// A plain value: time comes in as a parameter, thread safety is the owner's. Everything is O(1), a sweep O(what it removes). All
/// that is kept beside the values is part of their entries, so that the limits bound it too, whatever callers do.
public struct ExpiringStore<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Bounds of a store.
    public struct Limits: Hashable, Sendable {
        /// The maximum number of entries.
        public var entries: Int
        /// The maximum cost of all entries together, in the unit of `cost`, usually bytes.
        public var cost: Int

        /// Limits in both ways.
        public init(entries: Int, cost: Int) {
            self.entries = entries
            self.cost = cost
        }
    }

    private struct Entry {
        var key: Key
        var value: Value
        var cost: Int
        var expiresAt: MonotonicTime
        /// The second in which a sweep removes it.
        var second: Int64
        /// Neighbours in the order of use; `-1` at the ends.
        var older: Int32 = -1
        var newer: Int32 = -1
        /// Neighbours among those that end in the same second; `-1` at the ends.
        var before: Int32 = -1
        var after: Int32 = -1
    }

    /// The bounds it keeps to.
    public private(set) var limits: Limits
    /// Cost of all entries.
    public private(set) var cost = 0
    /// Whether costs are bytes that entries take beside their places here, which then count, too.
    private let isInBytes: Bool
    private var slots: [Entry?] = []
    private var free: [Int32] = []
    private var index: [Key: Int32] = [:]
    private var oldest: Int32 = -1
    private var newest: Int32 = -1
    /// The first of those that end in a second.
    private var endings: [Int64: Int32] = [:]
    private var sweptSecond: Int64?

    /// Slots without an entry that are left as they are for the next ones.
    private static var fewSlots: Int { 1_024 }

    /// An empty store.
    ///
    /// - Parameter isInBytes: Whether costs are bytes that values take beside themselves; the store's own are then added to each.
    public init(limits: Limits, isInBytes: Bool = false) {
        self.limits = limits
        self.isInBytes = isInBytes
    }

    /// Bytes of an entry's places, on average: the array's room doubles, and the table of keys is between three eighths and three
    /// quarters full.
    private static var placeSize: Int {
        MemoryLayout<Entry?>.stride * 3 / 2 + (MemoryLayout<Key>.stride + MemoryLayout<Int32>.stride) * 2
    }

    /// Bytes that all of it takes, where costs are bytes: the values', and the places' as they are.
    public var bytes: Int {
        self.cost - self.count * (self.isInBytes ? Self.placeSize : 0) + HeapSize.buffer(of: self.slots)
            + HeapSize.buffer(of: self.free) + HeapSize.table(Key.self, Int32.self, capacity: self.index.capacity)
    }

    /// Keeps to another cost from now on; the longest unused go at once, and their room with them.
    public mutating func bound(to cost: Int) {
        guard cost != self.limits.cost else { return }
        self.limits.cost = cost
        guard self.cost > cost else { return }
        while self.oldest >= 0 && self.cost > cost { self.remove(self.oldest) }
        self.shrink()
    }

    /// The count of entries, expired ones included until they are swept.
    public var count: Int { self.index.count }

    /// Seconds in which something ends, and places for entries: all that there is beside the entries.
    var upkeep: (seconds: Int, slots: Int) { (self.endings.count, self.slots.count) }

    /// The value of `key` while it lives, and marks it as just used.
    public mutating func value(for key: Key, at now: MonotonicTime) -> Value? {
        guard let slot = self.index[key], let entry = self.slots[Int(slot)] else { return nil }
        guard entry.expiresAt > now else {
            self.remove(slot)
            return nil
        }
        if self.newest != slot {
            self.unlink(slot)
            self.link(slot)
        }
        return entry.value
    }

    /// Keeps `value` until `expiresAt`, in place of the key's earlier one; makes room by dropping the longest unused entries.
    ///
    /// What costs more than the whole store, or is over already, is not kept.
    public mutating func insert(_ value: Value, for key: Key, cost: Int, expiresAt: MonotonicTime, now: MonotonicTime) {
        let cost = cost + (self.isInBytes ? Self.placeSize : 0)
        if let slot = self.index[key] { self.remove(slot) }
        guard cost <= self.limits.cost, self.limits.entries > 0, expiresAt > now else { return }
        while self.oldest >= 0 && (self.count >= self.limits.entries || self.cost + cost > self.limits.cost) {
            self.remove(self.oldest)
        }
        let sweptSecond = self.sweptSecond ?? Self.second(now) - 1
        self.sweptSecond = sweptSecond
        // Where a sweep was faster than the caller, the next one has it.
        let second = max(Self.second(expiresAt), sweptSecond + 1)
        self.add(Entry(key: key, value: value, cost: cost, expiresAt: expiresAt, second: second))
    }

    /// Removes one entry; tells whether it was there.
    @discardableResult
    public mutating func remove(_ key: Key) -> Bool {
        guard let slot = self.index[key] else { return false }
        self.remove(slot)
        return true
    }

    /// The entries for which `isMeant` is true, in no order. Looks at every entry.
    ///
    /// - Parameter now: Leaves out what is over by then; `nil` takes all that no sweep has removed yet.
    public func all(at now: MonotonicTime?, where isMeant: (Key, Value) -> Bool) -> [(key: Key, value: Value)] {
        self.slots.compactMap { entry in
            guard let entry, now.map({ entry.expiresAt > $0 }) ?? true, isMeant(entry.key, entry.value) else { return nil }
            return (entry.key, entry.value)
        }
    }

    /// Removes the entries for which `isOut` is true and returns their count. Looks at every entry.
    @discardableResult
    public mutating func removeAll(where isOut: (Key, Value) -> Bool) -> Int {
        let out = self.index.values.filter { slot in
            self.slots[Int(slot)].map { isOut($0.key, $0.value) } ?? false
        }
        for slot in out { self.remove(slot) }
        return out.count
    }

    /// Removes everything.
    public mutating func removeAll() {
        self = Self(limits: self.limits, isInBytes: self.isInBytes)
    }

    /// Removes entries whose life is over. Called once a second or so, it bounds how long they outlive it.
    public mutating func sweep(at now: MonotonicTime) {
        guard let swept = self.sweptSecond else { return }
        let current = Self.second(now) - 1
        guard current > swept else { return }
        // After a long pause walking the seconds would cost more than walking the endings.
        let due = current - swept < self.endings.count ? Array((swept + 1)...current) : self.endings.keys.filter { $0 <= current }
        for second in due {
            while let slot = self.endings[second] { self.remove(slot) }
        }
        self.sweptSecond = current
        if self.slots.count > Self.fewSlots, self.count * 4 < self.slots.count { self.shrink() }
    }

    private static func second(_ time: MonotonicTime) -> Int64 { time.nanoseconds / 1_000_000_000 }

    private mutating func add(_ entry: Entry) {
        let slot = self.freeSlot()
        self.index[entry.key] = slot
        self.cost += entry.cost
        self.slots[Int(slot)] = entry
        self.link(slot)
        self.linkEnding(slot, second: entry.second)
    }

    private mutating func freeSlot() -> Int32 {
        if let slot = self.free.popLast() { return slot }
        self.slots.append(nil)
        return Int32(self.slots.count - 1)
    }

    private mutating func remove(_ slot: Int32) {
        guard let entry = self.slots[Int(slot)] else { return }
        self.unlink(slot)
        self.unlinkEnding(entry)
        self.index.removeValue(forKey: entry.key)
        self.cost -= entry.cost
        self.slots[Int(slot)] = nil
        self.free.append(slot)
    }

    /// Gives back the room of the many that are gone: three times as many as stay, so that it costs each of them little.
    private mutating func shrink() {
        var store = Self(limits: self.limits, isInBytes: self.isInBytes)
        store.sweptSecond = self.sweptSecond
        var slot = self.oldest
        while slot >= 0, let entry = self.slots[Int(slot)] {
            store.add(entry)
            slot = entry.newer
        }
        self = store
    }

    // MARK: The order of use

    private mutating func unlink(_ slot: Int32) {
        guard let entry = self.slots[Int(slot)] else { return }
        if entry.older >= 0 { self.slots[Int(entry.older)]?.newer = entry.newer } else { self.oldest = entry.newer }
        if entry.newer >= 0 { self.slots[Int(entry.newer)]?.older = entry.older } else { self.newest = entry.older }
    }

    private mutating func link(_ slot: Int32) {
        self.slots[Int(slot)]?.older = self.newest
        self.slots[Int(slot)]?.newer = -1
        if self.newest >= 0 { self.slots[Int(self.newest)]?.newer = slot } else { self.oldest = slot }
        self.newest = slot
    }

    // MARK: Those that end in the same second

    private mutating func linkEnding(_ slot: Int32, second: Int64) {
        let after = self.endings.updateValue(slot, forKey: second) ?? -1
        self.slots[Int(slot)]?.before = -1
        self.slots[Int(slot)]?.after = after
        if after >= 0 { self.slots[Int(after)]?.before = slot }
    }

    private mutating func unlinkEnding(_ entry: Entry) {
        if entry.after >= 0 { self.slots[Int(entry.after)]?.before = entry.before }
        if entry.before >= 0 {
            self.slots[Int(entry.before)]?.after = entry.after
        } else {
            self.endings[entry.second] = entry.after >= 0 ? entry.after : nil
        }
    }
}
