import CallModel
import Testing

@testable import CurlTransport

@Suite("What is known about host names")
struct NameCacheTests {
    private let one: [[UInt8]] = [[192, 0, 2, 1]]
    private let two: [[UInt8]] = [[192, 0, 2, 2]]
    private func at(_ seconds: Int) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds) * 1_000_000_000) }

    @Test(
        "Addresses are good for 60 s, and to be refreshed until 600 s",
        arguments: [
            (0, NameCache.Knowledge.addresses([[192, 0, 2, 1]], needsRefresh: false)),
            (59, .addresses([[192, 0, 2, 1]], needsRefresh: false)),
            (60, .addresses([[192, 0, 2, 1]], needsRefresh: true)), (599, .addresses([[192, 0, 2, 1]], needsRefresh: true)),
            (600, .absent),
        ])
    func lifetime(age: Int, knowledge: NameCache.Knowledge) {
        var cache = NameCache(capacity: 8)
        cache.store(.found(self.one), for: "a.example", at: self.at(100))
        #expect(cache.knowledge(of: "a.example", at: self.at(100 + age)) == knowledge)
        #expect(cache.knowledge(of: "b.example", at: self.at(100 + age)) == .absent)
    }

    @Test(
        "A3 A failure is believed for 2 s, which is less than the 5 s allowed",
        arguments: [NameLookupResult.unknown, .unavailable])
    func failures(answer: NameLookupResult) {
        var cache = NameCache(capacity: 8)
        cache.store(answer, for: "a.example", at: self.at(100))
        #expect(cache.knowledge(of: "a.example", at: self.at(101)) == .nothing)
        #expect(cache.knowledge(of: "a.example", at: self.at(102)) == .absent)
    }

    @Test("Name servers in trouble take nothing away; a name that is gone is gone")
    func refreshFails() {
        var cache = NameCache(capacity: 8)
        cache.store(.found(self.one), for: "a.example", at: self.at(0))
        cache.store(.unavailable, for: "a.example", at: self.at(60))
        #expect(cache.knowledge(of: "a.example", at: self.at(61)) == .addresses(self.one, needsRefresh: false))
        #expect(cache.knowledge(of: "a.example", at: self.at(62)) == .addresses(self.one, needsRefresh: true))
        cache.store(.unavailable, for: "a.example", at: self.at(599))
        #expect(cache.knowledge(of: "a.example", at: self.at(600)) == .absent)
        cache.store(.found(self.two), for: "a.example", at: self.at(600))
        cache.store(.unknown, for: "a.example", at: self.at(660))
        #expect(cache.knowledge(of: "a.example", at: self.at(661)) == .nothing)
    }

    @Test func neverHoldsMoreNamesThanItMay() {
        var cache = NameCache(capacity: 3)
        for index in 0..<10 { cache.store(.found(self.one), for: "\(index).example", at: self.at(index)) }
        let held = (0..<10).filter { cache.knowledge(of: "\($0).example", at: self.at(10)) != .absent }
        #expect(held == [7, 8, 9])
    }
}
