import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("C4 Values that expire")
struct ExpiringStoreTests {
    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    private func makeStore(entries: Int = 100, cost: Int = 1_000) -> ExpiringStore<Int, String> {
        ExpiringStore(limits: .init(entries: entries, cost: cost))
    }

    @Test("A value lives until its end and not a moment longer")
    func lifetime() {
        var store = self.makeStore()
        store.insert("a", for: 1, cost: 10, expiresAt: self.at(5), now: self.at(0))
        #expect(store.value(for: 1, at: self.at(4.999)) == "a")
        #expect(store.value(for: 1, at: self.at(5)) == nil)
        #expect(store.count == 0 && store.cost == 0)
    }

    @Test("A sweep removes what is over without being asked for it")
    func sweeping() {
        var store = self.makeStore()
        for key in 0..<50 { store.insert("a", for: key, cost: 1, expiresAt: self.at(Double(key) / 10 + 1), now: self.at(0)) }
        store.sweep(at: self.at(3.5))
        // Ends are swept by whole seconds: those before second 3 are gone for certain.
        #expect(store.count <= 30)
        store.sweep(at: self.at(1_000))
        #expect(store.count == 0 && store.cost == 0)
    }

    @Test("A new value of a key outlives the sweep of the old one")
    func replacing() {
        var store = self.makeStore()
        store.insert("old", for: 1, cost: 10, expiresAt: self.at(2), now: self.at(0))
        store.insert("new", for: 1, cost: 20, expiresAt: self.at(20), now: self.at(1))
        store.sweep(at: self.at(10))
        #expect(store.value(for: 1, at: self.at(10)) == "new")
        #expect(store.cost == 20)
    }

    @Test("What was unused longest makes room, by count and by cost")
    func bounds() {
        var store = self.makeStore(entries: 3, cost: 30)
        for key in 1...3 { store.insert("\(key)", for: key, cost: 10, expiresAt: self.at(9), now: self.at(0)) }
        #expect(store.value(for: 1, at: self.at(1)) == "1")
        store.insert("4", for: 4, cost: 10, expiresAt: self.at(9), now: self.at(1))
        #expect(store.value(for: 2, at: self.at(1)) == nil)
        #expect(store.value(for: 1, at: self.at(1)) == "1")
        store.insert("5", for: 5, cost: 25, expiresAt: self.at(9), now: self.at(1))
        #expect(store.count == 1 && store.cost == 25)
        store.insert("6", for: 6, cost: 31, expiresAt: self.at(9), now: self.at(1))
        #expect(store.value(for: 6, at: self.at(1)) == nil)
    }

    @Test("What is kept beside the values is bounded by the limits, however often one is set anew")
    func settingAnew() {
        var store = self.makeStore()
        for round in 0..<1_000_000 {
            store.insert("a", for: 1, cost: 10, expiresAt: self.at(Double(900 + round % 900)), now: self.at(0))
        }
        #expect(store.upkeep == (1, 1))
        #expect(store.count == 1 && store.cost == 10)
    }

    @Test("What is kept beside the values is bounded by the limits, however many are turned out or taken out")
    func turnedOut() {
        var store = self.makeStore(entries: 100, cost: 1_000)
        for key in 0..<10_000 {
            store.insert("a", for: key, cost: 1, expiresAt: self.at(Double(900 + key)), now: self.at(0))
            if key.isMultiple(of: 3) { store.remove(key) }
        }
        #expect(store.upkeep.seconds <= 100 && store.upkeep.slots <= 100)
        #expect(store.removeAll { _, _ in true } > 0)
        #expect(store.upkeep.seconds == 0)
    }

    @Test("The room of many is given back once few are left, and those are there as before")
    func shrinking() {
        var store = self.makeStore(entries: 100_000, cost: 100_000)
        for key in 0..<50_000 {
            let end = self.at(key < 49_990 ? 5 : 500)
            store.insert("\(key)", for: key, cost: 1, expiresAt: end, now: self.at(0))
        }
        store.sweep(at: self.at(10))
        #expect(store.count == 10 && store.cost == 10)
        #expect(store.upkeep.slots < 1_024)
        #expect((49_990..<50_000).allSatisfy { store.value(for: $0, at: self.at(10)) == "\($0)" })
        store.sweep(at: self.at(1_000))
        #expect(store.count == 0 && store.upkeep.seconds == 0)
    }

    @Test("After the room was given back the order of use is what it was")
    func orderAfterShrinking() {
        var store = self.makeStore(entries: 2_003, cost: 10_000)
        for key in 1...3 { store.insert("\(key)", for: key, cost: 1, expiresAt: self.at(900), now: self.at(0)) }
        for key in 4...2_003 { store.insert("\(key)", for: key, cost: 1, expiresAt: self.at(1), now: self.at(0)) }
        #expect(store.value(for: 1, at: self.at(0)) == "1")
        store.sweep(at: self.at(10))
        #expect(store.count == 3)
        for key in 10_000..<12_001 { store.insert("\(key)", for: key, cost: 1, expiresAt: self.at(900), now: self.at(10)) }
        // 2 was unused longest, then 3; 1 was looked at since.
        #expect(store.value(for: 2, at: self.at(10)) == nil)
        #expect(store.value(for: 3, at: self.at(10)) == "3" && store.value(for: 1, at: self.at(10)) == "1")
    }

    @Test("A value of a caller whose clock was read before the last sweep is swept all the same")
    func lateCaller() {
        var store = self.makeStore()
        for key in 10..<20 { store.insert("a", for: key, cost: 1, expiresAt: self.at(Double(490 + key)), now: self.at(0)) }
        store.sweep(at: self.at(100))
        store.insert("b", for: 2, cost: 1, expiresAt: self.at(99), now: self.at(98))
        store.sweep(at: self.at(102))
        #expect(store.count == 10 && store.cost == 10)
    }

    @Test("A lower bound takes effect at once, on what was unused for longest; a higher one leaves room again")
    func boundAnew() {
        var store = self.makeStore(entries: 100, cost: 100)
        for key in 0..<10 { store.insert("\(key)", for: key, cost: 10, expiresAt: self.at(9), now: self.at(0)) }
        _ = store.value(for: 0, at: self.at(1))
        store.bound(to: 25)
        #expect(store.cost == 20 && store.value(for: 0, at: self.at(1)) == "0" && store.value(for: 9, at: self.at(1)) == "9")
        #expect(store.upkeep.slots == 2)
        store.insert("x", for: 10, cost: 10, expiresAt: self.at(9), now: self.at(1))
        #expect(store.count == 2)
        store.bound(to: 100)
        store.insert("y", for: 11, cost: 80, expiresAt: self.at(9), now: self.at(1))
        #expect(store.count == 3 && store.cost == 100)
    }

    @Test("Where costs are bytes, the store's own count, too")
    func bytes() {
        var store = ExpiringStore<Int, String>(limits: .init(entries: 100_000, cost: 1 << 20), isInBytes: true)
        for key in 0..<100_000 { store.insert("a", for: key, cost: 0, expiresAt: self.at(9), now: self.at(0)) }
        #expect((2_000..<10_000).contains(store.count) && store.cost <= 1 << 20)
        #expect((1 << 19...1_300_000).contains(store.bytes))
        store.removeAll()
        #expect(store.bytes == 0)
    }

    @Test("Against a plain dictionary, over random histories")
    func model() {
        var random = SeededGenerator(seed: 3)
        var store = self.makeStore(entries: 1_000, cost: 1_000_000)
        var model: [Int: (String, MonotonicTime)] = [:]
        var now = 0.0
        for step in 0..<20_000 {
            let key = Int.random(in: 0..<200, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                let end = self.at(now + Double.random(in: 0.1...5, using: &random))
                store.insert("\(step)", for: key, cost: 1, expiresAt: end, now: self.at(now))
                model[key] = ("\(step)", end)
            case 4:
                store.remove(key)
                model[key] = nil
            case 5:
                now += 0.3
                store.sweep(at: self.at(now))
            default:
                let expected = model[key].flatMap { $0.1 > self.at(now) ? $0.0 : nil }
                #expect(store.value(for: key, at: self.at(now)) == expected)
            }
            #expect(store.upkeep.seconds <= store.count)
        }
        store.sweep(at: self.at(now + 100))
        #expect(store.count == 0 && store.cost == 0)
    }
}
