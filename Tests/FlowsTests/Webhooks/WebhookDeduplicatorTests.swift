import CallModel
import Synchronization
import TestSupport
import Testing
import Waiting

@testable import Flows

@Suite("Deliveries that come more than once")
final class WebhookDeduplicatorTests: Sendable {
    private let time = ManualTime()
    private let effects = Atomic<Int>(0)

    private func delivery(_ id: String? = "m-1", body: String = "a", sender: String = "crm") -> WebhookDelivery {
        WebhookDelivery(sender: sender, id: id, body: Array(body.utf8))
    }

    /// Works on a delivery; each effect has a revision of its own.
    private func send(_ delivery: WebhookDelivery, to deliveries: WebhookDeduplicator) async -> WebhookDeduplicator.DeliveryResult
    {
        await deliveries.process(delivery) { _ in
            await Task.yield()
            return .revision(self.effects.wrappingAdd(1, ordering: .relaxed).newValue)
        }
    }

    @Test("B1: the same again is answered the same, without a second effect")
    func again() async {
        let deliveries = WebhookDeduplicator(time: self.time)
        #expect(await self.send(self.delivery(), to: deliveries) == .first(.revision(1)))
        #expect(await self.send(self.delivery(), to: deliveries) == .again(.revision(1)))
        #expect(self.effects.load(ordering: .relaxed) == 1)
    }

    @Test("B2: the same id with another body is refused, and changes nothing")
    func reused() async {
        let deliveries = WebhookDeduplicator(time: self.time)
        _ = await self.send(self.delivery(), to: deliveries)
        #expect(await self.send(self.delivery(body: "b"), to: deliveries) == .idReused)
        #expect(await self.send(self.delivery(), to: deliveries) == .again(.revision(1)))
    }

    @Test("one sender's ids say nothing about another's")
    func senders() async {
        let deliveries = WebhookDeduplicator(time: self.time)
        _ = await self.send(self.delivery(), to: deliveries)
        #expect(await self.send(self.delivery(body: "b", sender: "helpdesk"), to: deliveries) == .first(.revision(2)))
    }

    @Test("without an id the body stands for itself, and for no id")
    func nameless() async {
        let deliveries = WebhookDeduplicator(time: self.time)
        #expect(await self.send(self.delivery(nil), to: deliveries) == .first(.revision(1)))
        #expect(await self.send(self.delivery(nil), to: deliveries) == .again(.revision(1)))
        #expect(await self.send(self.delivery(nil, body: "b"), to: deliveries) == .first(.revision(2)))
        #expect(await self.send(self.delivery("a", body: "c"), to: deliveries) == .first(.revision(3)))
    }

    @Test("R9, B4: it is remembered for 15 minutes", arguments: [(899, true), (900, false)])
    func lifetime(seconds: Int, isRemembered: Bool) async {
        let deliveries = WebhookDeduplicator(time: self.time)
        _ = await self.send(self.delivery(), to: deliveries)
        self.time.advance(by: .seconds(seconds))
        deliveries.sweep()
        #expect(deliveries.count == (isRemembered ? 1 : 0))
        #expect(await self.send(self.delivery(), to: deliveries) == (isRemembered ? .again(.revision(1)) : .first(.revision(2))))
    }

    @Test("the oldest are forgotten where there are too many")
    func bounded() async {
        let deliveries = WebhookDeduplicator(time: self.time, limit: 3)
        for id in 1...5_000 { _ = await self.send(self.delivery("m-\(id)"), to: deliveries) }
        #expect(deliveries.count == 3)
        #expect(await self.send(self.delivery("m-5000"), to: deliveries) == .again(.revision(5_000)))
        #expect(await self.send(self.delivery("m-4997"), to: deliveries) == .first(.revision(5_001)))
    }

    @Test("what was forgotten because it had no effect is the first again, and ends at its own time")
    func forgotten() async {
        let deliveries = WebhookDeduplicator(time: self.time)
        let first = await deliveries.process(self.delivery()) { id in
            // As if its effect had been taken back at once.
            Task { deliveries.forget(id) }
            return .kept
        }
        #expect(first == .first(.kept))
        while deliveries.count > 0 { await Task.yield() }
        self.time.advance(by: .seconds(600))
        #expect(await self.send(self.delivery(), to: deliveries) == .first(.revision(1)))
        self.time.advance(by: .seconds(600))
        deliveries.sweep()
        #expect(await self.send(self.delivery(), to: deliveries) == .again(.revision(1)))
    }

    @Test("work that failed is as if it had not come, also for who waits")
    func failing() async {
        struct Failure: Error {}
        let deliveries = WebhookDeduplicator(time: self.time)
        let second = Lock<Task<WebhookDeduplicator.DeliveryResult, Never>?>(nil)
        await #expect(throws: Failure.self) {
            try await deliveries.process(self.delivery()) { (_) async throws(Failure) in
                second.withLock { $0 = Task { await self.send(self.delivery(), to: deliveries) } }
                while deliveries.waiting == 0 { await Task.yield() }
                throw Failure()
            }
        }
        #expect(await second.withLock { $0 }?.value == .first(.revision(1)))
    }

    @Test("R9: 10,000 duplicates, 100 at a time, have one effect and one answer")
    func crowd() async {
        let deliveries = WebhookDeduplicator(time: self.time)
        let outcomes = await withTaskGroup(of: [WebhookDeduplicator.DeliveryResult].self) { group in
            for _ in 0..<100 {
                group.addTask {
                    var outcomes: [WebhookDeduplicator.DeliveryResult] = []
                    for _ in 0..<100 { outcomes.append(await self.send(self.delivery(), to: deliveries)) }
                    return outcomes
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(outcomes.count { $0 == .first(.revision(1)) } == 1)
        #expect(outcomes.count { $0 == .again(.revision(1)) } == 9_999)
        #expect(self.effects.load(ordering: .relaxed) == 1)
    }

    @Test("What comes and is taken out again and again takes no more room than what stays")
    func takenOut() {
        var recent = RecentWebhookDeliveries(limit: 10, lifetime: .seconds(900))
        let deliveries = WebhookDeduplicator(time: self.time)
        let (stays, goes) = (deliveries.name(of: self.delivery("stays")), deliveries.name(of: self.delivery("goes")))
        let now = self.time.monotonicNow()
        recent.insert(.kept, body: stays, for: stays, at: now)
        for _ in 0..<100_000 {
            recent.insert(.kept, body: goes, for: goes, at: now)
            recent.remove(goes)
        }
        #expect(recent.count == 1 && recent.names <= 1_025)
        #expect(recent.entry(stays, at: now) != nil)
        recent.sweep(at: now + .seconds(900))
        #expect(recent.count == 0 && recent.names == 0)
    }

    @Test("After names of what was taken out are dropped, the oldest still go first")
    func orderAfterDropping() {
        var recent = RecentWebhookDeliveries(limit: 3, lifetime: .seconds(900))
        let names = (0..<5).map { WebhookDeduplicator(time: self.time).name(of: self.delivery("\($0)")) }
        let now = self.time.monotonicNow()
        for name in names[..<3] { recent.insert(.kept, body: name, for: name, at: now) }
        for _ in 0..<2_000 {
            recent.remove(names[1])
            recent.insert(.kept, body: names[1], for: names[1], at: now)
        }
        // The second has come anew, so the first and the third are older than it.
        for name in names[3...] { recent.insert(.kept, body: name, for: name, at: now) }
        #expect(names.map { recent.entry($0, at: now) != nil } == [false, true, false, true, true])
    }
}
