import TestSupport
import Testing

@testable import Waiting

@Suite("Fair shares of a bounded room")
struct FairShareTests {
    private typealias Room = FairShare<String, Int>

    @Test("Whoever comes first has all of it while nobody else comes")
    func alone() {
        var room = Room(limit: 4)
        for item in 0..<4 { #expect(room.add(item, of: "a").place != nil) }
        let refused = room.add(4, of: "a")
        #expect(refused.place == nil && refused.gone.isEmpty)
        #expect(room.used == 4 && room.count == 4 && room.used(by: "a") == 4 && room.holders == 1)
    }

    @Test("The holder with most gives its oldest to another, down to equal shares")
    func givesBack() {
        var room = Room(limit: 6)
        for item in 0..<5 { _ = room.add(item, of: "a") }
        _ = room.add(100, of: "b")
        #expect(room.add(101, of: "b").gone == [0])
        #expect(room.add(102, of: "b").gone == [1])
        // Three each: one more would have them change places for ever.
        let refused = room.add(103, of: "b")
        #expect(refused.place == nil && refused.gone.isEmpty)
        #expect(room.add(200, of: "c").gone.count == 1)
        #expect(room.add(201, of: "c").gone.count == 1)
        #expect(["a", "b", "c"].map(room.used) == [2, 2, 2])
    }

    @Test("A newcomer is refused only where nobody has more than one")
    func fullOfHolders() {
        var room = Room(limit: 3)
        for item in 0..<3 { _ = room.add(item, of: "\(item)") }
        #expect(room.add(3, of: "3").place == nil)
        _ = room.add(4, of: "0")
        #expect(room.used == 3)
    }

    @Test("Where all have one, an idle one makes room for a newcomer, the first to come first; nothing else does")
    func newcomers() {
        var room = Room(limit: 3)
        for item in 0..<3 { _ = room.add(item, of: "\(item)", isIdle: { $0 != 0 }) }
        #expect(room.add(3, of: "3", isIdle: { $0 != 0 }).gone == [1])
        #expect(room.add(4, of: "4", isIdle: { $0 != 0 }).gone == [2])
        // Who has one already does not take another's only one.
        let refused = room.add(5, of: "4", isIdle: { _ in true })
        #expect(refused.place == nil && refused.gone.isEmpty)
        let busy = room.add(6, of: "6", isIdle: { _ in false })
        #expect(busy.place == nil && busy.gone.isEmpty)
        #expect(room.add(7, of: "7", isIdle: { $0 == 4 }).gone == [4])
        #expect(room.used == 3 && room.holders == 3)
    }

    @Test("No holder has more than its most, whatever room there is")
    func most() {
        var room = Room(limit: 10, most: 5)
        for item in 0..<5 { #expect(room.add(item, of: "a").place != nil) }
        #expect(room.add(5, of: "a").place == nil)
        #expect(room.add(6, of: "a", ownRoom: .oldestGoes).gone == [0])
        #expect(room.add(7, of: "b").place != nil)
        #expect(room.used(by: "a") == 5)
    }

    @Test("A holder's own oldest goes first where it has most itself")
    func ownOldest() {
        var room = Room(limit: 4)
        _ = room.add(100, of: "b")
        for item in 0..<3 { _ = room.add(item, of: "a") }
        #expect(room.add(3, of: "a", ownRoom: .oldestGoes).gone == [0])
        #expect(room.add(4, of: "a", ownRoom: .oldestGoes).gone == [1])
        #expect(room.used(by: "b") == 1)
        // Whoever holds nothing has nothing to give.
        var full = Room(limit: 1)
        _ = full.add(0, of: "a")
        #expect(full.add(1, of: "b", ownRoom: .oldestGoes).place == nil)
    }

    @Test("Large items make as much room as they need, and none that are larger than a holder's most are taken")
    func sizes() {
        var room = Room(limit: 10, most: 8)
        _ = room.add(0, of: "a", size: 4)
        _ = room.add(1, of: "a", size: 4)
        #expect(room.add(2, of: "b", size: 3).gone == [0])
        #expect(room.add(3, of: "c", size: 9).place == nil)
        #expect(room.used == 7)
        #expect(room.add(4, of: "a", size: 6, ownRoom: .oldestGoes).gone == [1])
        #expect(room.used(by: "a") == 6 && room.used == 9)
    }

    @Test("Idle ones go before older ones that are not")
    func idleFirst() {
        var room = Room(limit: 4)
        for item in 0..<4 { _ = room.add(item, of: "a") }
        #expect(room.add(100, of: "b") { $0 == 2 }.gone == [2])
        // Of others the oldest goes at last, of one's own none.
        #expect(room.add(101, of: "b") { _ in false }.gone.count == 1)
        var own = Room(limit: 2)
        for item in 0..<2 { _ = own.add(item, of: "a") }
        #expect(own.add(2, of: "a", ownRoom: .oldestGoes) { _ in false }.place == nil)
        #expect(own.add(3, of: "a", ownRoom: .oldestGoes) { $0 == 1 }.gone == [1])
    }

    @Test("A place that has gone is given back without effect, also once another item is in it")
    func givenBackTwice() throws {
        var room = Room(limit: 1)
        let place = try #require(room.add(0, of: "a").place)
        #expect(room[place] == 0)
        #expect(room.add(1, of: "a", ownRoom: .oldestGoes).gone == [0])
        #expect(room[place] == nil && room.remove(place) == nil)
        #expect(room.used == 1 && room.count == 1)
    }

    @Test("Whatever comes and goes, figures are true and shares are kept", arguments: 1...8)
    func anything(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var room = Room(limit: 24, most: Int.random(in: 12...24, using: &random))
        var kept: [Int: (place: Room.Place, holder: String, size: Int)] = [:]
        for item in 0..<20_000 {
            if Int.random(in: 0..<3, using: &random) == 0, let (old, entry) = kept.randomElement(using: &random) {
                #expect(room.remove(entry.place) == old)
                kept[old] = nil
            } else {
                let holder = "\(Int.random(in: 0..<6, using: &random))"
                let size = Int.random(in: 1...3, using: &random)
                let ownRoom = Bool.random(using: &random) ? Room.OwnRoom.stays : .oldestGoes
                let before = kept
                let admission = room.add(item, of: holder, size: size, ownRoom: ownRoom)
                for old in admission.gone {
                    let entry = kept.removeValue(forKey: old)
                    let owner = try #require(entry).holder
                    // Of each holder the oldest goes.
                    #expect(!kept.contains { $0.key < old && $0.value.holder == owner })
                    #expect(owner != holder || ownRoom == .oldestGoes)
                }
                if let place = admission.place { kept[item] = (place, holder, size) }
                let used = Dictionary(grouping: before.values, by: \.holder).mapValues { $0.reduce(0) { $0 + $1.size } }
                if admission.place == nil, used[holder, default: 0] + size <= room.most {
                    #expect(!used.values.contains { $0 > used[holder, default: 0] + size + 3 })
                }
            }
            #expect(room.count == kept.count && room.used == kept.values.reduce(0) { $0 + $1.size } && room.used <= room.limit)
            #expect(Set(kept.values.map(\.holder)).allSatisfy { room.used(by: $0) <= room.most })
            #expect(room.holders == Set(kept.values.map(\.holder)).count)
        }
    }
}
