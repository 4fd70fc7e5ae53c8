import CallModel
import TestSupport
import Testing
import Waiting

@testable import Flows

@Suite("C3 Subscriptions")
struct SubscriptionTests {
    private let journal = SubscriptionJournal()
    private let time = ManualTime()

    private func store(_ key: UInt8? = 1) -> SubscriptionStore {
        SubscriptionStore(journal: self.journal, keys: TestSealKey(key), time: self.time)
    }

    private static func options(
        _ services: Set<String> = ["support"], events: Set<TaskEvent> = [], directions: Set<TaskDirection> = [],
        url: String = "https://Flows.example:8443/run?sig=canary-sig-0001"
    ) -> SubscriptionOptions {
        SubscriptionOptions(services: services, events: events, directions: directions, callback: CallbackURL(url))
    }

    @Test(
        "X9: equal ones share a delivery, which all of them sign; it ends with the last, and of more than eight the oldest ends")
    func equalOnes() async throws {
        let store = self.store()
        var made: [Subscription] = []
        for _ in 0..<9 { made.append(try await store.subscribe(Self.options(), owner: "flow1")) }
        _ = try await store.subscribe(Self.options(), owner: "flow2")
        let groups = store.index.matching(notification())
        #expect(groups.map(\.owner) == ["flow1", "flow2"])
        let group = try #require(groups.first)
        #expect(group.subscriptions.map(\.id) == made.dropFirst().map(\.id) && store.index[made[0].id] == nil)
        #expect(try await !self.journal.start().subscriptions.contains { $0.id == made[0].id })
        let list = group.sign(id: "msg_1", timestamp: 1, body: [1])
        for subscription in made.dropFirst() {
            #expect(
                WebhookSignature.verify(
                    list, id: "msg_1", timestamp: "1", body: [1], secrets: [subscription.secret]))
        }
        for subscription in made { try await store.unsubscribe(subscription.id) }
        #expect(store.index.matching(notification()).map(\.owner) == ["flow2"])
    }

    @Test("X9: neither a key nor a receiver has more than half of the places, and one that ends is free")
    func places() async throws {
        let store = SubscriptionStore(journal: self.journal, keys: TestSealKey(1), time: self.time, limit: 6)
        var made: [Subscription] = []
        for number in 0..<3 {
            made.append(
                try await store.subscribe(Self.options(url: "https://\(number).example/run"), owner: "flow1"))
        }
        await #expect(throws: SubscriptionError.full) {
            try await store.subscribe(Self.options(url: "https://3.example/run"), owner: "flow1")
        }
        // One that is equal needs no place of its own.
        _ = try await store.subscribe(Self.options(url: "https://2.example/run"), owner: "flow1")
        for owner in ["flow2", "flow3"] {
            _ = try await store.subscribe(Self.options(url: "https://2.example/\(owner)"), owner: owner)
        }
        await #expect(throws: SubscriptionError.full) {
            try await store.subscribe(Self.options(url: "https://2.example/flow4"), owner: "flow4")
        }
        try await store.unsubscribe(made[0].id)
        _ = try await store.subscribe(Self.options(url: "https://3.example/run"), owner: "flow1")
    }

    @Test("Who named no events, modalities or directions hears of all; who did, of those")
    func matching() async throws {
        let store = self.store()
        let all = try await store.subscribe(Self.options(), owner: "flow1")
        let some = try await store.subscribe(Self.options(events: [.ended], directions: [.outbound]), owner: "flow1")
        let sales = try await store.subscribe(Self.options(["sales", "support"]), owner: "flow1")
        #expect(store.index.matching(notification(.offered)).map(\.id) == [all.id, sales.id])
        #expect(store.index.matching(notification(.ended)).map(\.id) == [all.id, sales.id])
        #expect(store.index.matching(notification(.ended, direction: .outbound)).map(\.id) == [all.id, some.id, sales.id])
        #expect(store.index.matching(notification(service: "sales")).map(\.id) == [sales.id])
        #expect(!store.index.hasAny(for: "back-office"))
    }

    @Test("Its id ends it, once that is kept; ending twice is no fault, nor is ending what there never was")
    func ending() async throws {
        let store = self.store()
        let subscription = try await store.subscribe(Self.options(), owner: "flow1")
        try await store.unsubscribe("0" + subscription.id.dropFirst(2) + "x")
        #expect(store.index.count == 1)
        try await store.unsubscribe(subscription.id)
        try await store.unsubscribe(subscription.id)
        #expect(store.index.count == 0 && !store.index.hasAny(for: "support"))
        #expect(try await self.journal.start().subscriptions.isEmpty)
    }

    @Test("A key's subscriptions are listed in the order of subscribing, and nobody else's")
    func listing() async throws {
        let store = self.store()
        let first = try await store.subscribe(Self.options(), owner: "flow1")
        _ = try await store.subscribe(Self.options(), owner: "flow2")
        self.time.advance(by: .seconds(1))
        let second = try await store.subscribe(Self.options(), owner: "flow1")
        #expect(store.subscriptions(of: "flow1").map(\.id) == [first.id, second.id])
        #expect(store.subscriptions(of: "flow3").isEmpty)
    }

    @Test("One that can't be opened can be ended: its key's return does not bring it back")
    func endingUnopened() async throws {
        let before = try await self.store(9).subscribe(Self.options(), owner: "flow1")
        let store = self.store(nil)
        #expect(store.restore(try await self.journal.start().subscriptions) == 1)
        try await store.unsubscribe(before.id)
        #expect(try await self.journal.start().subscriptions.isEmpty)
        let new = try await store.subscribe(Self.options(), owner: "flow1")
        #expect(store.subscriptions(of: "flow1").map(\.id) == [new.id])
    }

    @Test("Subscriptions survive a restart with all their parts")
    func restart() async throws {
        let before = try await self.store().subscribe(Self.options(events: [.offered, .ended]), owner: "flow1")
        let store = self.store()
        #expect(store.restore(try await self.journal.start().subscriptions) == 0)
        let after = try #require(store.index[before.id])
        #expect(after.options == before.options && after.owner == "flow1" && after.createdAt == before.createdAt)
        #expect(after.secret.text == before.secret.text)
    }

    @Test("What is journaled shows neither callback nor secret, and is bound to its place")
    func sealing() async throws {
        let subscription = try await self.store().subscribe(Self.options(), owner: "flow1")
        let record = try #require(try await self.journal.start().subscriptions.first)
        for sealed in [record.callback, record.secret] {
            #expect(!sealed.contains("canary".utf8) && !sealed.contains("flows".utf8) && !sealed.contains("whsec".utf8))
        }
        #expect("\(subscription.options.callback)\(record)".contains("canary") == false)
        #expect(subscription.options.callback.shown == "Flows.example:8443…0001")
        var moved = record
        moved.id = "another"
        #expect(self.store().restore([moved]) == 1)
        var swapped = record
        (swapped.callback, swapped.secret) = (record.secret, record.callback)
        #expect(self.store().restore([swapped]) == 1)
    }

    @Test("A lost key: nothing crashes, what can't be opened has no effect, and goes once there is a new key")
    func lostKey() async throws {
        _ = try await self.store().subscribe(Self.options(), owner: "flow1")
        let other = self.store(2)
        #expect(other.restore(try await self.journal.start().subscriptions) == 1)
        #expect(other.index.count == 0)

        let lost = self.store(nil)
        #expect(lost.restore(try await self.journal.start().subscriptions) == 1)
        // It is still there, should the key come back.
        #expect(try await self.journal.start().subscriptions.count == 1)
        let new = try await lost.subscribe(Self.options(), owner: "flow1")
        #expect(try await self.journal.start().subscriptions.map(\.id) == [new.id])
    }

    @Test("A key that comes back while the server runs brings its subscriptions back")
    func keyComesBack() async throws {
        let before = try await self.store(9).subscribe(Self.options(), owner: "flow1")
        // The key that is found when one is to be made is 9.
        let store = self.store(nil)
        #expect(store.restore(try await self.journal.start().subscriptions) == 1)
        let new = try await store.subscribe(Self.options(), owner: "flow1")
        #expect(store.index.matching(notification()).flatMap(\.subscriptions).map(\.id) == [before.id, new.id])
        #expect(try await self.journal.start().subscriptions.map(\.id) == [before.id, new.id])
    }

    @Test("Where the journal can't have it, nothing has happened")
    func journalFailing() async throws {
        let store = self.store()
        let kept = try await store.subscribe(Self.options(), owner: "flow1")
        self.journal.failure.withLock { $0 = .unavailable(.full) }
        await #expect(throws: SubscriptionError.journal(.unavailable(.full))) {
            try await store.subscribe(Self.options(), owner: "flow1")
        }
        await #expect(throws: SubscriptionError.journal(.unavailable(.full))) {
            try await store.unsubscribe(kept.id)
        }
        #expect(store.index.count == 1)
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: String.UTF8View) -> Bool { self.firstRange(of: Array(part)) != nil }
}
