/// A bounded room that many holders share: keys, or addresses where there is no key.
///
/// 1. While there is room, whoever comes has it, up to the most of one holder.
/// 2. In a full room the holder with most gives way to one with less: its oldest item goes. So nobody is refused while another has more
///    than a fair share, and what one holder does costs the others nothing.
/// 3. Where nobody has more than one, something idle makes room for whoever has nothing: that of the holder who came first.
/// 4. Whoever has most itself makes room of its own, or is refused.
///
/// A plain value: thread safety is the owner's, and the owner ends what had to go. Adding and removing cost O(log holders).
package struct FairShare<Holder: Hashable & Sendable, Item: Sendable>: Sendable {
    /// The place of an item, until it is removed or has gone.
    package struct Place: Hashable, Sendable {
        fileprivate let slot: Int
        fileprivate let serial: UInt64
    }

    /// What becomes of a holder's own items where no other holder has to make room for a new one of it.
    package enum OwnRoom: Sendable {
        /// They stay, and the new one is refused.
        case stays
        /// The oldest ones go in its place.
        case oldestGoes
    }

    /// What became of an item, and of others for it.
    package struct Admission: Sendable {
        /// The item's place; `nil` where it was refused.
        package let place: Place?
        /// Items that lost their places, the first to go first. Empty for a refused one where all sizes are 1.
        package let gone: [Item]
    }

    private struct Entry {
        let item: Item
        let size: Int
        let holding: Int
        let serial: UInt64
        /// Neighbours among those of the holder, in the order in which they are to go; `-1` at the ends.
        var older = -1
        var newer = -1
    }

    private struct Holding {
        let holder: Holder
        var used = 0
        var oldest = -1
        var newest = -1
    }

    /// The size of the room.
    package private(set) var limit: Int
    /// The most that one holder may have of a room that is large enough.
    private let share: Int
    /// What is taken.
    package private(set) var used = 0
    /// The count of items.
    package private(set) var count = 0
    private var entries: [Entry?] = []
    private var freeEntries: [Int] = []
    private var holdings: [Holding?] = []
    private var freeHoldings: [Int] = []
    private var byHolder: [Holder: Int] = [:]
    private var ranking = HolderRanking()
    private var serials: UInt64 = 0

    /// Items that are looked at for one that is idle.
    private static var patience: Int { 32 }
    /// Slots that are left as they are once nothing is in them.
    private static var fewSlots: Int { 1_024 }

    /// An empty room.
    ///
    /// - Parameters:
    ///   - limit: Its size, in the unit of the items' sizes; 1 at least.
    ///   - most: The most that one holder may have; all of it where left out.
    package init(limit: Int, most: Int? = nil) {
        self.limit = limit
        self.share = most ?? .max
    }

    /// The most that one holder may have of the room.
    package var most: Int { min(self.share, self.limit) }

    /// The count of those that hold something.
    package var holders: Int { self.byHolder.count }

    /// What one holder has taken.
    package func used(by holder: Holder) -> Int {
        self.byHolder[holder].flatMap { self.holdings[$0]?.used } ?? 0
    }

    /// Adds an item, where its holder may have a place.
    ///
    /// - Parameters:
    ///   - size: Its part of the room, 1 at least.
    ///   - ownRoom: What is done where no other holder has to make room.
    ///   - isIdle: Whether an item goes before older ones that are not; of its holder's own only such go. All are where left out.
    package mutating func add(
        _ item: Item, of holder: Holder, size: Int = 1, ownRoom: OwnRoom = .stays, isIdle: ((Item) -> Bool)? = nil
    ) -> Admission {
        guard size <= self.most else { return Admission(place: nil, gone: []) }
        var gone: [Item] = []
        // Whoever would have more than the largest afterwards takes nothing from it.
        while self.used + size > self.limit, let largest = self.ranking.first,
            largest.used > self.used(by: holder) + size, self.used(by: holder) + size <= self.most,
            let victim = self.victim(of: largest.holding, isIdle, otherwiseOldest: true)
        {
            gone.append(self.take(victim))
        }
        if let isIdle, let idle = self.idleOne(makingRoomFor: size, of: holder, isIdle) { gone.append(idle) }
        while self.used + size > self.limit || self.used(by: holder) + size > self.most {
            guard ownRoom == .oldestGoes, let own = self.byHolder[holder],
                let victim = self.victim(of: own, isIdle, otherwiseOldest: false)
            else { return Admission(place: nil, gone: gone) }
            gone.append(self.take(victim))
        }
        return Admission(place: self.insert(item, holder, size), gone: gone)
    }

    /// Takes an idle item of somebody who has no more than a holder would have that has nothing yet. Those who have none idle have another
    /// turn behind all others.
    private mutating func idleOne(makingRoomFor size: Int, of holder: Holder, _ isIdle: @escaping (Item) -> Bool) -> Item? {
        guard self.byHolder[holder] == nil, self.used + size > self.limit else { return nil }
        for _ in 0..<Self.patience {
            guard let largest = self.ranking.first, largest.used == size else { return nil }
            if let victim = self.victim(of: largest.holding, isIdle, otherwiseOldest: false) { return self.take(victim) }
            self.serials += 1
            self.ranking.postpone(to: self.serials)
        }
        return nil
    }

    /// Makes the room larger or smaller.
    ///
    /// - Returns: Items that lost their places for it: the oldest of whoever has most, one after the other.
    package mutating func resize(to limit: Int) -> [Item] {
        self.limit = limit
        var gone: [Item] = []
        while self.used > limit, let largest = self.ranking.first,
            let victim = self.victim(of: largest.holding, nil, otherwiseOldest: true)
        {
            gone.append(self.take(victim))
        }
        return gone
    }

    /// Removes an item; `nil` where it has gone already.
    @discardableResult
    package mutating func remove(_ place: Place) -> Item? {
        guard self.entry(at: place) != nil else { return nil }
        return self.take(place.slot)
    }

    /// Takes an item of the holder with most: of those for which `isIdle` is true the one that came first. `nil` where there is none.
    package mutating func giveUp(where isIdle: @escaping (Item) -> Bool) -> Item? {
        guard let largest = self.ranking.first,
            let victim = self.victim(of: largest.holding, isIdle, otherwiseOldest: false)
        else { return nil }
        return self.take(victim)
    }

    /// The item at a place; `nil` where it has gone.
    package subscript(place: Place) -> Item? { self.entry(at: place)?.item }

    private func entry(at place: Place) -> Entry? {
        guard self.entries.indices.contains(place.slot), let entry = self.entries[place.slot], entry.serial == place.serial else {
            return nil
        }
        return entry
    }

    /// The item of a holder that is to go. Those before it that are not idle have another turn after all others.
    private mutating func victim(of holding: Int, _ isIdle: ((Item) -> Bool)?, otherwiseOldest: Bool) -> Int? {
        guard let oldest = self.holdings[holding]?.oldest, oldest >= 0 else { return nil }
        guard let isIdle else { return oldest }
        for _ in 0..<Self.patience {
            guard let slot = self.holdings[holding]?.oldest, let entry = self.entries[slot] else { return nil }
            if isIdle(entry.item) { return slot }
            self.unlink(slot)
            self.link(slot)
        }
        return otherwiseOldest ? self.holdings[holding]?.oldest : nil
    }

    private mutating func insert(_ item: Item, _ holder: Holder, _ size: Int) -> Place {
        let holding = self.holding(of: holder)
        self.serials += 1
        let entry = Entry(item: item, size: size, holding: holding, serial: self.serials)
        let slot: Int
        if let free = self.freeEntries.popLast() {
            slot = free
            self.entries[slot] = entry
        } else {
            slot = self.entries.count
            self.entries.append(entry)
        }
        self.link(slot)
        self.count += 1
        self.use(size, holding)
        return Place(slot: slot, serial: entry.serial)
    }

    private mutating func take(_ slot: Int) -> Item {
        guard let entry = self.entries[slot] else { preconditionFailure("an entry is taken once") }
        self.unlink(slot)
        self.entries[slot] = nil
        self.freeEntries.append(slot)
        self.count -= 1
        self.use(-entry.size, entry.holding)
        if self.count == 0, self.entries.count > Self.fewSlots { self = Self(limit: self.limit, most: self.share, self.serials) }
        return entry.item
    }

    /// An empty room again; places of before name nothing in it.
    private init(limit: Int, most: Int, _ serials: UInt64) {
        self.init(limit: limit, most: most)
        self.serials = serials
    }

    private mutating func holding(of holder: Holder) -> Int {
        if let known = self.byHolder[holder] { return known }
        let slot: Int
        if let free = self.freeHoldings.popLast() {
            slot = free
            self.holdings[slot] = Holding(holder: holder)
        } else {
            slot = self.holdings.count
            self.holdings.append(Holding(holder: holder))
        }
        self.byHolder[holder] = slot
        return slot
    }

    private mutating func use(_ size: Int, _ slot: Int) {
        self.used += size
        guard let holding = self.holdings[slot] else { return }
        self.holdings[slot]?.used += size
        self.ranking.set(slot, to: holding.used + size, turn: self.serials)
        guard holding.used + size == 0 else { return }
        self.byHolder[holding.holder] = nil
        self.holdings[slot] = nil
        self.freeHoldings.append(slot)
    }

    private mutating func unlink(_ slot: Int) {
        guard let entry = self.entries[slot] else { return }
        if entry.older >= 0 {
            self.entries[entry.older]?.newer = entry.newer
        } else {
            self.holdings[entry.holding]?.oldest = entry.newer
        }
        if entry.newer >= 0 {
            self.entries[entry.newer]?.older = entry.older
        } else {
            self.holdings[entry.holding]?.newest = entry.older
        }
    }

    private mutating func link(_ slot: Int) {
        guard let holding = self.entries[slot]?.holding, let newest = self.holdings[holding]?.newest else { return }
        self.entries[slot]?.older = newest
        self.entries[slot]?.newer = -1
        if newest >= 0 { self.entries[newest]?.newer = slot } else { self.holdings[holding]?.oldest = slot }
        self.holdings[holding]?.newest = slot
    }
}
