public import CallModel

/// Values by key, each with an end of life, bounded by count and by cost; the longest unused go first.
///
/// A plain value: time comes in as a parameter, thread safety is the owner's. Everything is O(1), a sweep O(what it removes).
public struct ExpiringStore<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Bounds of a store.
    public struct Limits: Hashable, Sendable {
        public var entries: Int
        /// In the unit of `cost`, usually bytes.
        public var cost: Int

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
        /// Neighbours in the order of use; `-1` at the ends.
        var older: Int32
        var newer: Int32
        /// Tells a slot's present tenant from a former one, for notes in `endings`.
        var tenancy: UInt32
    }

    private struct Ending {
        let slot: Int32
        let tenancy: UInt32
    }

    public let limits: Limits
    public private(set) var cost = 0
    private var slots: [Entry?] = []
    private var tenancies: [UInt32] = []
    private var free: [Int32] = []
    private var index: [Key: Int32] = [:]
    private var oldest: Int32 = -1
    private var newest: Int32 = -1
    /// Which slots end in which second.
    private var endings: [Int64: [Ending]] = [:]
    private var sweptSecond: Int64?

    public init(limits: Limits) {
        self.limits = limits
    }

    public var count: Int { self.index.count }

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

    /// Keeps `value` until `expiresAt`, in place of what was there; makes room by dropping what was unused longest.
    ///
    /// What costs more than the whole store, or is over already, is not kept.
    public mutating func insert(_ value: Value, for key: Key, cost: Int, expiresAt: MonotonicTime, now: MonotonicTime) {
        if let slot = self.index[key] { self.remove(slot) }
        guard cost <= self.limits.cost, self.limits.entries > 0, expiresAt > now else { return }
        while self.oldest >= 0 && (self.count >= self.limits.entries || self.cost + cost > self.limits.cost) {
            self.remove(self.oldest)
        }
        let slot = self.freeSlot()
        self.tenancies[Int(slot)] &+= 1
        let tenancy = self.tenancies[Int(slot)]
        self.slots[Int(slot)] = Entry(
            key: key, value: value, cost: cost, expiresAt: expiresAt, older: -1, newer: -1, tenancy: tenancy)
        self.index[key] = slot
        self.cost += cost
        self.link(slot)
        self.endings[Self.second(expiresAt), default: []].append(Ending(slot: slot, tenancy: tenancy))
        if self.sweptSecond == nil { self.sweptSecond = Self.second(now) - 1 }
    }

    /// Removes one entry; tells whether it was there.
    @discardableResult
    public mutating func remove(_ key: Key) -> Bool {
        guard let slot = self.index[key] else { return false }
        self.remove(slot)
        return true
    }

    /// What `isMeant` names, in no order. Looks at every entry.
    public func all(where isMeant: (Key, Value) -> Bool) -> [(key: Key, value: Value)] {
        self.slots.compactMap { entry in
            guard let entry, isMeant(entry.key, entry.value) else { return nil }
            return (entry.key, entry.value)
        }
    }

    /// Removes what `isOut` names and tells how many that were. Looks at every entry.
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
        self = Self(limits: self.limits)
    }

    /// Removes what is over. Called once a second or so, it bounds how long anything outlives its end.
    public mutating func sweep(at now: MonotonicTime) {
        guard let swept = self.sweptSecond else { return }
        let current = Self.second(now) - 1
        guard current > swept else { return }
        // After a long pause walking the seconds would cost more than walking the notes.
        let due = current - swept < self.endings.count ? Array((swept + 1)...current) : self.endings.keys.filter { $0 <= current }
        for second in due {
            for ending in self.endings.removeValue(forKey: second) ?? [] {
                if let entry = self.slots[Int(ending.slot)], entry.tenancy == ending.tenancy { self.remove(ending.slot) }
            }
        }
        self.sweptSecond = current
    }

    private static func second(_ time: MonotonicTime) -> Int64 { time.nanoseconds / 1_000_000_000 }

    private mutating func freeSlot() -> Int32 {
        if let slot = self.free.popLast() { return slot }
        self.slots.append(nil)
        self.tenancies.append(0)
        return Int32(self.slots.count - 1)
    }

    private mutating func remove(_ slot: Int32) {
        guard let entry = self.slots[Int(slot)] else { return }
        self.unlink(slot)
        self.index.removeValue(forKey: entry.key)
        self.cost -= entry.cost
        self.slots[Int(slot)] = nil
        self.free.append(slot)
    }

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
}
