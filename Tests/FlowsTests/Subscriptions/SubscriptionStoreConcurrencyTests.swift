import CallModel
import TestSupport
import Testing

@testable import Flows

@Suite("C3 Flows that subscribe and leave at once", .timeLimit(.minutes(5)))
struct SubscriptionStoreConcurrencyTests {
    private let journal = SubscriptionJournal()

    @Test("The subscriptions in force are those that were not ended, in the index as in the journal, and all can be opened")
    func inForce() async throws {
        // The key is made by whoever subscribes first.
        let (keys, time) = (TestSealKey(nil), ManualTime())
        let store = SubscriptionStore(journal: self.journal, keys: keys, time: time)
        let kept = try await race(steps: 40) { racer -> String? in
            let services: Set<String> = [["support", "sales"][racer.below(2)], "all"]
            let options = SubscriptionOptions(
                services: services, callback: CallbackURL("https://flows.example/run?sig=\(racer.step)"))
            let owner = "flow\(racer.index)"
            let subscription = try await store.subscribe(options, owner: owner)
            #expect(store.index.matching(notification(service: "all")).contains { $0.id == subscription.id })
            #expect(services.allSatisfy { store.index.hasAny(for: $0) })
            switch racer.below(3) {
            case 0: try await store.unsubscribe(subscription.id)
            case 1:
                // Two receivers' ends of one subscription: one of them counts.
                async let first = store.end([subscription.id])
                async let second = store.end([subscription.id])
                let ends = await [first, second]
                #expect(ends.map(\.count).reduce(0, +) == 1)
            default: return subscription.id
            }
            #expect(store.index[subscription.id] == nil)
            return nil
        }.compactMap(\.self)
        #expect(store.index.count == kept.count)
        #expect(Set(store.index.matching(notification(service: "all")).map(\.id)) == Set(kept))
        let records = try await self.journal.start().subscriptions
        #expect(Set(records.map(\.id)) == Set(kept) && records.count == kept.count)
        let next = SubscriptionStore(journal: self.journal, keys: keys, time: time)
        #expect(next.restore(records) == 0 && next.index.count == kept.count)
        for id in kept { #expect(await store.end([id]).count == 1) }
        #expect(store.index.count == 0 && !store.index.hasAny(for: "all") && !store.index.hasAny(for: "support"))
    }

    @Test("X9 Equal ones that come and go at once: one delivery for all that are left, none where nobody is")
    func equalOnes() async throws {
        let store = SubscriptionStore(journal: self.journal, keys: TestSealKey(1), time: ManualTime())
        let options = SubscriptionOptions(services: ["support"], callback: CallbackURL("https://flows.example/run?sig=x"))
        let kept = try await race(8, steps: 40) { racer -> String? in
            let subscription = try await store.subscribe(options, owner: "flow1")
            #expect(store.index.matching(notification()).count <= 1)
            if racer.below(2) == 0 { return subscription.id }
            try await store.unsubscribe(subscription.id)
            return nil
        }.compactMap(\.self)
        let left = store.index.matching(notification()).flatMap(\.subscriptions)
        #expect(left.count == store.index.count && Set(left.map(\.id)).isSubset(of: kept) && !left.isEmpty)
        #expect(try await Set(self.journal.start().subscriptions.map(\.id)) == Set(left.map(\.id)))
        for subscription in left { try await store.unsubscribe(subscription.id) }
        #expect(store.index.count == 0 && !store.index.hasAny(for: "support"))
    }
}
