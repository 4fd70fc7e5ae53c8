import CallModel

/// An index from numbers to the places of their records: open addressing in one flat piece of memory, 12 bytes a slot, at most
/// two thirds full.
///
/// A slot holds the key and a word: 0 is free, a plain word is the record's offset + 1, a word with its top bit set leads to a
/// ring of further places, for numbers that several records share. A switchboard on a million records thus costs no longer
/// probes.
///
/// `@unchecked Sendable`: written only by the one thread that builds it, before it is shared.
final class NumberIndex: @unchecked Sendable {
    private let slots: MappedBytes
    private let capacity: UInt64
    /// Places of shared numbers. A slot leads to the last one, whose `next` is the first.
    private var ring: [(place: UInt32, next: UInt32)] = []
    /// Different numbers.
    private(set) var count = 0
    /// Numbers that more than one record has.
    private(set) var sharedCount = 0

    private static let slotBytes = 12
    private static let sharedMark: UInt32 = 1 << 31

    /// - Parameter expected: How many insertions will come; more trap, so it is counted before.
    init?(expected: Int) {
        self.capacity = UInt64(expected + expected / 2 + 4)
        guard let slots = MappedBytes(count: Int(self.capacity) * Self.slotBytes) else { return nil }
        self.slots = slots
    }

    /// Adds a record's place. Equal places of one number are kept once if they come one after the other.
    ///
    /// - Parameter place: Offset of the record, below 2³¹ − 1; places of one number come in ascending order.
    func insert(_ key: NumberKey, place: Int) {
        precondition(self.count < self.capacity, "an index takes no more numbers than it was made for")
        let word = UInt32(place) + 1
        let base = self.slots.memory.baseAddress!
        var slot = self.home(of: key)
        while true {
            let at = base + Int(slot) * Self.slotBytes
            let found = at.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
            if found == 0 {
                at.storeBytes(of: key.rawValue, as: UInt64.self)
                at.storeBytes(of: word, toByteOffset: 8, as: UInt32.self)
                self.count += 1
                return
            }
            if at.loadUnaligned(as: UInt64.self) == key.rawValue {
                if let shared = self.adding(word, to: found) { at.storeBytes(of: shared, toByteOffset: 8, as: UInt32.self) }
                return
            }
            slot = slot + 1 == self.capacity ? 0 : slot + 1
        }
    }

    /// The slot's new word once `word` is one of its places; `nil` where it is there already.
    private func adding(_ word: UInt32, to found: UInt32) -> UInt32? {
        if found & Self.sharedMark == 0 {
            guard found != word else { return nil }
            let first = UInt32(self.ring.count)
            self.ring.append((found, first + 1))
            self.ring.append((word, first))
            self.sharedCount += 1
            return (first + 1) | Self.sharedMark
        }
        let last = Int(found & ~Self.sharedMark)
        guard self.ring[last].place != word else { return nil }
        let new = UInt32(self.ring.count)
        self.ring.append((word, self.ring[last].next))
        self.ring[last].next = new
        return new | Self.sharedMark
    }

    /// Offsets of the records that have this number, in the order of the file, at most `limit` of them.
    func places(of key: NumberKey, limit: Int) -> [Int] {
        let base = UnsafeRawPointer(self.slots.memory.baseAddress!)
        var slot = self.home(of: key)
        while true {
            let at = base + Int(slot) * Self.slotBytes
            let found = at.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
            if found == 0 { return [] }
            if at.loadUnaligned(as: UInt64.self) == key.rawValue {
                return found & Self.sharedMark == 0
                    ? [Int(found) - 1] : self.places(inRing: Int(found & ~Self.sharedMark), limit: limit)
            }
            slot = slot + 1 == self.capacity ? 0 : slot + 1
        }
    }

    private func places(inRing last: Int, limit: Int) -> [Int] {
        var places: [Int] = []
        var next = Int(self.ring[last].next)
        while places.count < limit {
            places.append(Int(self.ring[next].place) - 1)
            if next == last { break }
            next = Int(self.ring[next].next)
        }
        return places
    }

    /// Neighbouring numbers have to land far apart, or they would probe along one another: the finaliser of MurmurHash3.
    private func home(of key: NumberKey) -> UInt64 {
        var hash = key.rawValue
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return (hash ^ hash >> 33).multipliedFullWidth(by: self.capacity).high
    }
}
