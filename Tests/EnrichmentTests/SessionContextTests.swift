import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("Contexts of sessions")
struct SessionContextTests {
    private let time = ManualTime()

    private func request(_ sources: [GuardedConnector], session: String = "c-1", deadline: Duration = .milliseconds(300))
        -> LookupRequest
    {
        let now = self.time.monotonicNow()
        return LookupRequest(
            number: .sample(), plan: LookupPlan(connectors: sources), session: session, audience: .only(["support"]),
            receivedAt: now,
            deadline: now + deadline)
    }

    /// A lookup that is answered at its deadline while its one connector still thinks.
    private func late(_ enricher: Enricher, _ slow: ScriptedConnector, _ source: GuardedConnector) async throws -> CallerContext {
        let lookup = Task { try await enricher.lookUp(self.request([source])).context }
        await slow.waitForQuestions(1)
        await self.time.waitForSleepers(2)
        self.time.advance(by: .milliseconds(300))
        return try await lookup.value
    }

    private func read(_ enricher: Enricher, above revision: Int = 0, wait: Duration = .zero) async throws -> CallerContext? {
        try await enricher.context(
            of: "c-1", for: .only(["support", "sales"]), as: "flow1", above: revision, until: self.time.monotonicNow() + wait)
    }

    @Test("Who hears of sessions is called as directly the ten thousandth time as the first")
    func listenersCalledDirectly() {
        let contexts = SessionContextStore(waits: RevisionWaits(time: self.time, limit: 1, share: 1))
        let depths = Lock<[UInt]>([])
        let observer = RecordingObserver(onKnown: { _ in
            var here: UInt8 = 0
            let depth = withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
            depths.withLock { $0.append(depth) }
        })
        contexts.observe(with: observer)
        for number in 0..<10_000 {
            contexts.retain("c-\(number)", audience: .only(["support"]), number: nil, at: self.time.monotonicNow())
        }
        #expect(depths.withLock(\.count) == 10_000)
        #expect(Set(depths.withLock(\.self)).count == 1)
    }

    @Test("Who waits gets the late answer as revision 2")
    func waitingForNews() async throws {
        let (slow, enricher) = (ScriptedConnector("slow"), Enricher(time: self.time))
        let source = GuardedConnector(slow)
        #expect(try await self.late(enricher, slow, source).connectors.map(\.outcome) == [.pending])
        let waiting = Task { try await self.read(enricher, above: 1, wait: .seconds(30)) }
        // The connector's own time, the ten seconds, the waiting.
        await self.time.waitForSleepers(3)
        await slow.release(.success([.exact([.lastName: "Meier"])]))
        let context = try await waiting.value
        #expect(context?.revision == 2 && context?.caller?[.lastName] == "Meier" && context?.isComplete == true)
    }

    @Test("Without news the same revision comes when the waiting is over")
    func noNews() async throws {
        let (slow, enricher) = (ScriptedConnector("slow"), Enricher(time: self.time))
        let source = GuardedConnector(slow, policy: .init(total: .seconds(10)))
        _ = try await self.late(enricher, slow, source)
        let waiting = Task { try await self.read(enricher, above: 1, wait: .seconds(1)) }
        await self.time.waitForSleepers(3)
        self.time.advance(by: .seconds(1))
        #expect(try await waiting.value?.revision == 1)
        await slow.release(.success([]))
    }

    @Test("R2 Ten seconds after the lookup all that is pending is a timeout, as one last revision")
    func tenSeconds() async throws {
        let (one, two, enricher) = (ScriptedConnector("one"), ScriptedConnector("two"), Enricher(time: self.time))
        let sources = [one, two].map { GuardedConnector($0, policy: .init(total: .seconds(10))) }
        let lookup = Task { try await enricher.lookUp(self.request(sources)).context }
        await two.waitForQuestions(1)
        await self.time.waitForSleepers(3)
        self.time.advance(by: .milliseconds(300))
        #expect(try await lookup.value.connectors.map(\.outcome) == [.pending, .pending])
        let waiting = Task { try await self.read(enricher, above: 1, wait: .seconds(30)) }
        await self.time.waitForSleepers(4)
        self.time.advance(by: .milliseconds(9_690))
        let context = try await waiting.value
        #expect(
            context?.connectors.map(\.outcome) == [.timeout, .timeout] && context?.revision == 2 && context?.isComplete == true)
        self.time.advance(by: .seconds(1))
        for _ in 0..<100 { await Task.yield() }
        #expect(try await self.read(enricher)?.revision == 2)
        await one.release(.success([]))
        await two.release(.success([]))
    }

    @Test("Unknown sessions, and those of services that a key does not reach, are not there")
    func foreign() async throws {
        let enricher = Enricher(time: self.time)
        let source = GuardedConnector(ScriptedConnector("crm", answer: .success([])))
        _ = try await enricher.lookUp(self.request([source]))
        let now = self.time.monotonicNow()
        #expect(try await enricher.context(of: "c-2", for: .all, as: "flow1", above: 0, until: now) == nil)
        #expect(try await enricher.context(of: "c-1", for: .only(["sales"]), as: "flow1", above: 0, until: now) == nil)
        #expect(try await enricher.context(of: "c-1", for: .all, as: "flow1", above: 0, until: now)?.revision == 1)
        self.time.advance(by: .seconds(901))
        #expect(try await self.read(enricher) == nil)
    }

    @Test("A session whose first lookup is under way has a context without anything")
    func underWay() async throws {
        let (slow, enricher) = (ScriptedConnector("slow"), Enricher(time: self.time))
        let lookup = Task { try await enricher.lookUp(self.request([GuardedConnector(slow)])).context }
        await slow.waitForQuestions(1)
        let context = try await self.read(enricher)
        #expect(context?.revision == 0 && context?.status == .unknown && context?.isComplete == true && context?.matches == [])
        await slow.release(.success([]))
        #expect(try await lookup.value.revision == 1)
    }

    @Test("Forgetting is a revision without caller, and late answers bring nobody back")
    func forgetting() async throws {
        let (slow, enricher) = (ScriptedConnector("slow"), Enricher(time: self.time))
        let source = GuardedConnector(slow)
        _ = try await self.late(enricher, slow, source)
        let waiting = Task { try await self.read(enricher, above: 1, wait: .seconds(30)) }
        await self.time.waitForSleepers(3)
        #expect(enricher.forget(.sample(), within: .all, connectors: [source]).contexts == 1)
        let context = try await waiting.value
        #expect(context?.revision == 2 && context?.caller == nil && context?.number == .withheld && context?.matches == [])
        await slow.release(.success([.exact([.lastName: "Meier"])]))
        for _ in 0..<200 { await Task.yield() }
        #expect(try await self.read(enricher) == context)
        // A new lookup is a person's wish.
        #expect(
            try await enricher.lookUp(self.request([GuardedConnector(ScriptedConnector("crm", answer: .success([])))])).context
                .revision
                == 3)
    }

    @Test("Forgetting while a lookup is under way leaves nothing behind")
    func forgettingEarly() async throws {
        let (slow, enricher) = (ScriptedConnector("slow"), Enricher(time: self.time))
        let source = GuardedConnector(slow)
        let lookup = Task { try await enricher.lookUp(self.request([source])).context }
        await slow.waitForQuestions(1)
        _ = enricher.forget(.sample(), within: .all, connectors: [source])
        _ = try await lookup.value
        #expect(try await self.read(enricher)?.number == .withheld)
    }
}
