import CallModel
import OutboundHTTP
import TestSupport
import Testing

@testable import Flows

@Suite("R10 Notifications that come at once", .timeLimit(.minutes(5)))
struct TriggerDispatcherConcurrencyTests {
    /// Posts may go anywhere; a post's body is its call.
    private struct Environment: TriggerDispatcher.Environment {
        var destinations: DestinationPolicy { .init() }
        func mayKnow(owner _: String, of _: String) -> Bool { true }
        func body(of notification: TriggerNotification) -> [UInt8]? { Array(notification.session.utf8) }
        func receiverEnded(_: Subscription, _: TriggerDispatcher.EndReason) {}
    }

    /// Answers 200 after others had their turn, and counts those it answers at once.
    private final class SlowReceiver: HTTPTransport {
        let gauge = Gauge()
        let receiver = ScriptedReceiver()

        func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer {
            self.gauge.enter()
            await Task.yield()
            self.gauge.leave()
            return try await self.receiver.send(request)
        }
    }

    @Test("Each is posted to each flow once, never more at a time than may be, and nothing is left")
    func eachOnce() async throws {
        let time = ManualTime()
        let store = SubscriptionStore(journal: SubscriptionJournal(), keys: EphemeralSealKey(), time: time)
        for number in 0..<2 {
            let options = SubscriptionOptions(
                services: ["support"], callback: CallbackURL("https://flows.example/run\(number)?sig=x"))
            _ = try await store.subscribe(options, owner: "flow1")
        }
        let receiver = SlowReceiver()
        let limits = TriggerOutboxLimits(
            posts: 10_000, postsPerSubscription: 10_000, inFlight: 4, inFlightPerDestination: 3, inFlightPerSubscription: 2)
        let dispatcher = TriggerDispatcher(
            subscriptions: store, transport: receiver, time: time, limits: limits, environment: Environment(), chance: { 0.5 })
        let running = Task { await dispatcher.run() }
        let sessions = try await race(8, steps: 50) { racer -> String in
            let session = "c-\(racer.index)-\(racer.step)"
            dispatcher.enqueue(notification(session: session))
            return session
        }
        await receiver.receiver.waitForCalls(sessions.count * 2)
        while dispatcher.figures.posts > 0 { await Task.yield() }
        running.cancel()
        await running.value
        for number in 0..<2 {
            let calls = receiver.receiver.calls.filter { $0.url.contains("run\(number)") }
            #expect(calls.map { String(decoding: $0.body ?? [], as: UTF8.self) }.sorted() == sessions.sorted())
        }
        #expect((1...3).contains(receiver.gauge.most))
    }
}
