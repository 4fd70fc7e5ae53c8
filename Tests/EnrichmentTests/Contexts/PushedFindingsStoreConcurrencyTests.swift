import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("C3 What many webhooks state at once", .timeLimit(.minutes(5)))
struct PushedFindingsStoreConcurrencyTests {
    private let time = ManualTime()

    @Test("No statement is lost, none is another number's, and what is forgotten or over leaves nothing")
    func statements() async throws {
        let store = PushedFindingsStore()
        let connectors = try (0..<12).map { try #require(ConnectorID("crm\($0)")) }
        let before = store.generation
        let pushed = try await race { racer -> String in
            let last = racer.below(5)
            let key = try #require(CallerNumber.sample(last).key)
            let statement = CallerStatement(fields: [.company: "ACME \(last)", .lastName: "\(racer.step)"])
            store.push(statement, as: connectors[racer.index], from: "key", about: key, scope: .all, at: self.time.monotonicNow())
            if racer.below(20) == 0 { store.sweep(at: self.time.monotonicNow()) }
            let facts = store.statedFacts(of: .sample(last), for: .all, ConnectorRights(), at: self.time.monotonicNow())
            #expect(facts.allSatisfy { $0.caller[.company] == "ACME \(last)" })
            #expect(facts.first { $0.connector == connectors[racer.index] }?.caller[.lastName] == "\(racer.step)")
            return "\(last) \(racer.index) \(racer.step)"
        }
        #expect(store.generation - before == UInt64(pushed.count))
        for last in 0..<5 {
            let facts = store.statedFacts(of: .sample(last), for: .all, ConnectorRights(), at: self.time.monotonicNow())
            #expect(Set(facts.map(\.connector)) == Set(connectors) && facts.count == connectors.count)
        }
        #expect(store.forget(try #require(CallerNumber.sample(0).key), within: .all, at: self.time.monotonicNow()))
        self.time.advance(by: .seconds(902))
        store.sweep(at: self.time.monotonicNow())
        #expect(
            store.endingCount == 0
                && store.statedFacts(of: .sample(1), for: .all, ConnectorRights(), at: self.time.monotonicNow()).isEmpty)
    }

    @Test("Numbers that are forgotten while they are pushed are gone in the end, with all that was noted of them")
    func forgetting() async throws {
        let store = PushedFindingsStore(limits: .init(entries: 20, cost: 1 << 20))
        let crm = try #require(ConnectorID("crm"))
        try await race { racer in
            let key = try #require(CallerNumber.sample(racer.below(40)).key)
            if racer.below(4) == 0 {
                _ = store.forget(key, within: .all, at: self.time.monotonicNow())
            } else {
                store.push(
                    CallerStatement(fields: [.company: "ACME"]), as: crm, from: "key", about: key, scope: .all,
                    at: self.time.monotonicNow())
            }
        }
        for last in 0..<40 {
            _ = store.forget(try #require(CallerNumber.sample(last).key), within: .all, at: self.time.monotonicNow())
            #expect(store.statedFacts(of: .sample(last), for: .all, ConnectorRights(), at: self.time.monotonicNow()).isEmpty)
        }
        #expect(store.endingCount == 0)
    }
}
