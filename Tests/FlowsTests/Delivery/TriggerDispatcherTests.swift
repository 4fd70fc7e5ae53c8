import CallModel
import OutboundHTTP
import Synchronization
import TestSupport
import Testing
import Waiting

@testable import Flows

@Suite("R10 Telling flows, without waiting")
struct TriggerDispatcherTests {
    private let time = ManualTime()
    private let journal = SubscriptionJournal()
    private let ended = EndedSubscriptions()

    private func store() async throws -> (SubscriptionStore, Subscription) {
        let store = SubscriptionStore(journal: self.journal, keys: EphemeralSealKey(), time: self.time)
        let options = SubscriptionOptions(services: ["support"], callback: CallbackURL("https://flows.example/run?sig=x"))
        return (store, try await store.subscribe(options, owner: "flow1"))
    }

    private func dispatcher(
        _ store: SubscriptionStore, _ receiver: ScriptedReceiver, bodies: [String] = ["Anna"],
        mayKnow: @escaping @Sendable (String, String) -> Bool = { owner, service in owner == "flow1" && service == "support" }
    ) -> TriggerDispatcher {
        TriggerDispatcher(
            subscriptions: store, transport: receiver, time: self.time,
            environment: ScriptedEnvironment(bodies: bodies, ended: self.ended, isKnownTo: mayKnow), chance: { 0.5 })
    }

    /// The subscriptions that their receivers ended, in that order.
    private final class EndedSubscriptions: Sendable {
        let ids = Lock<[String]>([])
        let reasons = Lock<[TriggerDispatcher.EndReason]>([])
    }

    /// Posts may go anywhere that is public, and each gets the next of some bodies.
    private final class ScriptedEnvironment: TriggerDispatcher.Environment {
        private let bodies: [String]
        private let isKnownTo: @Sendable (String, String) -> Bool
        private let ended: EndedSubscriptions
        private let turn = Atomic(0)

        init(bodies: [String], ended: EndedSubscriptions, isKnownTo: @escaping @Sendable (String, String) -> Bool) {
            self.bodies = bodies
            self.ended = ended
            self.isKnownTo = isKnownTo
        }

        var destinations: DestinationPolicy { .init() }

        func mayKnow(owner: String, of service: String) -> Bool { self.isKnownTo(owner, service) }

        func body(of _: TriggerNotification) -> [UInt8]? {
            let index = self.turn.add(1, ordering: .relaxed).oldValue
            return Array(self.bodies[min(index, self.bodies.count - 1)].utf8)
        }

        func receiverEnded(_ subscription: Subscription, _ reason: TriggerDispatcher.EndReason) {
            self.ended.ids.withLock { $0.append(subscription.id) }
            self.ended.reasons.withLock { $0.append(reason) }
        }
    }

    /// Runs a dispatcher while `body` does its part.
    private func running(_ dispatcher: TriggerDispatcher, _ body: () async throws -> Void) async throws {
        let task = Task { await dispatcher.run() }
        defer { task.cancel() }
        try await body()
    }

    @Test("A post is signed, sent by POST within 15 s, and its answer's body is cut at 64 KiB")
    func post() async throws {
        let (store, subscription) = try await self.store()
        let receiver = ScriptedReceiver()
        let dispatcher = self.dispatcher(store, receiver)
        try await self.running(dispatcher) {
            dispatcher.enqueue(notification())
            await receiver.waitForCalls(1)
        }
        let call = try #require(receiver.calls.first)
        #expect(call.method == "POST" && call.url == "https://flows.example/run?sig=x")
        #expect(call.limits.total == .seconds(15) && call.limits.bodyBytes == 65_536 && call.limits.dropsLongBody)
        let headers = Dictionary(uniqueKeysWithValues: call.headers.map { ($0.name, $0.value) })
        let timestamp = self.time.wallNow().milliseconds / 1_000
        #expect(headers["webhook-timestamp"] == "\(timestamp)")
        let id = try #require(headers["webhook-id"])
        let signature = WebhookSignature.sign(
            id: id, timestamp: timestamp, body: Array("Anna".utf8), secret: subscription.secret)
        #expect(headers["webhook-signature"] == signature)
    }

    @Test("What fails is tried again after 1 s and 2 s, under the same id, with what is known by then")
    func again() async throws {
        let (store, _) = try await self.store()
        let receiver = ScriptedReceiver(.status(500), .failure(.timeout))
        let dispatcher = self.dispatcher(store, receiver, bodies: ["Anna", "nobody any more"])
        try await self.running(dispatcher) {
            dispatcher.enqueue(notification())
            await receiver.waitForCalls(1)
            await self.time.waitForSleepers(1)
            self.time.advance(by: .seconds(1))
            await receiver.waitForCalls(2)
            await self.time.waitForSleepers(1)
            self.time.advance(by: .seconds(2))
            await receiver.waitForCalls(3)
        }
        let ids = receiver.calls.map { call in call.headers.first { $0.name == "webhook-id" }?.value }
        #expect(Set(ids).count == 1)
        #expect(receiver.calls.map(\.body) == ["Anna", "nobody any more", "nobody any more"].map { Array($0.utf8) })
    }

    @Test("410 ends the subscription for good: in the table, in the journal, and for what waits; that is told once")
    func gone() async throws {
        let (store, subscription) = try await self.store()
        let receiver = ScriptedReceiver(.status(410))
        let dispatcher = self.dispatcher(store, receiver)
        try await self.running(dispatcher) {
            dispatcher.enqueue(notification(.created))
            dispatcher.enqueue(notification(.offered))
            await receiver.waitForCalls(1)
            while dispatcher.figures.posts > 0 { await Task.yield() }
        }
        #expect(receiver.calls.count == 1)
        #expect(dispatcher.figures.subscriptions == 0 && !dispatcher.hasSubscribers(for: "support"))
        #expect(try await self.journal.start().subscriptions.isEmpty)
        #expect(self.ended.ids.withLock(\.self) == [subscription.id])
        #expect(self.ended.reasons.withLock(\.self) == [.gone])
    }

    @Test("A callback that is 404 for a day ends the subscription for good; failures are counted until then")
    func notFound() async throws {
        let (store, subscription) = try await self.store()
        let receiver = ScriptedReceiver(.status(404), .status(404))
        let dispatcher = self.dispatcher(store, receiver)
        try await self.running(dispatcher) {
            dispatcher.enqueue(notification())
            await receiver.waitForCalls(1)
            await self.time.waitForSleepers(1)
            #expect(store.subscriptions(of: "flow1").map(\.failures) == [1])
            // The first post's time is over by then.
            self.time.advance(by: .seconds(25 * 3_600))
            dispatcher.enqueue(notification(session: "c-2"))
            await receiver.waitForCalls(2)
            while dispatcher.figures.posts > 0 { await Task.yield() }
        }
        #expect(receiver.calls.count == 2 && dispatcher.figures.subscriptions == 0)
        #expect(try await self.journal.start().subscriptions.isEmpty)
        #expect(self.ended.ids.withLock(\.self) == [subscription.id])
        #expect(self.ended.reasons.withLock(\.self) == [.notFound])
    }

    @Test("What the subscriber's key may not know any more is not posted")
    func revoked() async throws {
        let (store, _) = try await self.store()
        let receiver = ScriptedReceiver()
        let asked = Atomic(0)
        let dispatcher = self.dispatcher(store, receiver) { _, _ in
            asked.add(1, ordering: .relaxed)
            return false
        }
        try await self.running(dispatcher) {
            dispatcher.enqueue(notification())
            while asked.load(ordering: .relaxed) == 0 || dispatcher.figures.posts > 0 { await Task.yield() }
        }
        #expect(receiver.calls.isEmpty)
    }
}
