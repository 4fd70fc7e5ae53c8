import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("C4 C7 The engine")
struct EnricherTests {
    private let time = ManualTime()

    private func request(
        _ sources: [GuardedConnector], _ number: CallerNumber = .sample(), session: String? = nil,
        deadline: Duration = .milliseconds(2_000),
        explains: Bool = false
    ) -> LookupRequest {
        let now = self.time.monotonicNow()
        return LookupRequest(
            number: number, plan: LookupPlan(connectors: sources), session: session, audience: .all, receivedAt: now,
            deadline: now + deadline,
            explains: explains)
    }

    @Test("R12 Many lookups of one number ask once")
    func singleFlight() async throws {
        let connector = ScriptedConnector("crm")
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        let lookups = (0..<50).map { _ in Task { try await enricher.lookUp(self.request([source])).context } }
        await connector.waitForQuestions(1)
        // 50 deadlines and the connector's own time.
        await self.time.waitForSleepers(51)
        await connector.release(.success([.exact([.lastName: "Meier"])]))
        for lookup in lookups {
            let context = try await lookup.value
            #expect(context.status == .resolved && context.caller?[.lastName] == "Meier")
        }
        #expect(connector.asked == 1)
    }

    @Test("A second lookup is answered from what was kept; a miss is kept for less long")
    func keeping() async throws {
        let (hit, miss) = (
            ScriptedConnector("hit", answer: .success([.exact([.lastName: "M"])])),
            ScriptedConnector("miss", answer: .success([]))
        )
        let sources = [GuardedConnector(hit), GuardedConnector(miss)]
        let enricher = Enricher(time: self.time)
        _ = try await enricher.lookUp(self.request(sources))
        let again = try #require(enricher.answerAtOnce(self.request(sources)))
        #expect(again.context.connectors.map(\.outcome) == [.hit, .miss])
        #expect(again.context.connectors.allSatisfy { $0.isCached && $0.elapsed == .zero })
        self.time.advance(by: .seconds(61))
        #expect(enricher.answerAtOnce(self.request(sources)) == nil)
        _ = try await enricher.lookUp(self.request(sources))
        #expect(hit.asked == 1 && miss.asked == 2)
        self.time.advance(by: .seconds(300))
        _ = try await enricher.lookUp(self.request(sources))
        #expect(hit.asked == 2)
    }

    @Test("R1 At the deadline the answer is given with what is there; without a session what is missing is a timeout")
    func deadline() async throws {
        let (fast, slow) = (ScriptedConnector("fast", answer: .success([.exact([.lastName: "M"])])), ScriptedConnector("slow"))
        let enricher = Enricher(time: self.time)
        let lookup = Task {
            try await enricher.lookUp(
                self.request([GuardedConnector(fast), GuardedConnector(slow)], deadline: .milliseconds(300))
            ).context
        }
        await slow.waitForQuestions(1)
        await self.time.waitForSleepers(2)
        self.time.advance(by: .milliseconds(300))
        let context = try await lookup.value
        #expect(context.status == .resolved && context.isComplete)
        #expect(context.connectors.map(\.outcome) == [.hit, .timeout])
        await slow.release(.success([]))
    }

    @Test("A27 A late answer fills the cache and becomes the session's next revision")
    func late() async throws {
        let slow = ScriptedConnector("slow")
        let enricher = Enricher(time: self.time)
        let source = GuardedConnector(slow)
        let lookup = Task {
            try await enricher.lookUp(self.request([source], session: "c-1", deadline: .milliseconds(300))).context
        }
        await slow.waitForQuestions(1)
        await self.time.waitForSleepers(2)
        self.time.advance(by: .milliseconds(300))
        let first = try await lookup.value
        #expect(
            first.connectors.map(\.outcome) == [.pending] && !first.isComplete && first.revision == 1 && first.status == .partial)
        await slow.release(.success([.exact([.lastName: "Meier"])]))
        while enricher.answerAtOnce(self.request([source])) == nil { await Task.yield() }
        let second = try await enricher.lookUp(self.request([source], session: "c-1")).context
        #expect(second.caller?[.lastName] == "Meier" && second.revision == 2 && second.isComplete)
        #expect(slow.asked == 1)
    }

    @Test("A connector that outlives its own time is a timeout, and its place is given free when it ends")
    func ownTime() async throws {
        let slow = ScriptedConnector("slow")
        let enricher = Enricher(time: self.time)
        let source = GuardedConnector(slow, policy: .init(total: .milliseconds(500), inFlight: 1, waiting: 0))
        let lookup = Task { try await enricher.lookUp(self.request([source])).context }
        await slow.waitForQuestions(1)
        await self.time.waitForSleepers(2)
        self.time.advance(by: .milliseconds(500))
        #expect(try await lookup.value.connectors.map(\.outcome) == [.timeout])
        #expect(try await enricher.lookUp(self.request([source], .sample(7))).context.connectors.map(\.outcome) == [.shed])
        await slow.release(.success([]))
        while source.bulkhead.occupied > 0 { await Task.yield() }
        let third = Task { try await enricher.lookUp(self.request([source], .sample(8))).context }
        await slow.waitForQuestions(2)
        await slow.release(.success([]))
        #expect(try await third.value.connectors.map(\.outcome) == [.miss])
    }

    @Test(
        "A25 All connectors failing is an answer: partial and complete",
        arguments: [
            ConnectorError.connectError, .tlsError, .dnsError, .authError, .http4xx, .http429(retryAfter: nil),
            .http5xx(retryAfter: nil),
            .badPayload, .tooLarge, .redirectRefused, .blockedDestination, .timeout, .internal,
        ])
    func failures(error: ConnectorError) async throws {
        let enricher = Enricher(time: self.time)
        let source = GuardedConnector(ScriptedConnector("crm", answer: .failure(error)))
        let context = try await enricher.lookUp(self.request([source])).context
        #expect(context.status == .partial && context.isComplete && context.caller == nil)
        #expect(context.connectors.map(\.outcome) == [error.outcome])
        // A failure is not kept: the next lookup asks again.
        #expect(enricher.answerAtOnce(self.request([source])) == nil)
    }

    @Test("C8 A withheld number asks nobody")
    func withheld() async throws {
        let connector = ScriptedConnector("crm", answer: .success([]))
        let context = try await Enricher(time: self.time).lookUp(self.request([GuardedConnector(connector)], .withheld)).context
        #expect(context.status == .anonymous && context.connectors.map(\.outcome) == [.skipped] && connector.asked == 0)
    }

    @Test("Forgetting removes what was kept and what is under way; a late answer is not kept")
    func forgetting() async throws {
        let (kept, slow) = (ScriptedConnector("kept", answer: .success([.exact([.lastName: "M"])])), ScriptedConnector("slow"))
        let sources = [GuardedConnector(kept), GuardedConnector(slow)]
        let enricher = Enricher(time: self.time)
        let lookup = Task { try await enricher.lookUp(self.request(sources, session: "c-9")).context }
        await slow.waitForQuestions(1)
        while enricher.figures.cacheEntries == 0 { await Task.yield() }
        let counts = enricher.forget(.sample(), within: .all, connectors: sources)
        #expect(counts.answers == 1 && counts.questions == 1)
        #expect(try await lookup.value.connectors.map(\.outcome) == [.hit, .skipped])
        await slow.release(.success([.exact([.lastName: "Late"])]))
        for _ in 0..<100 { await Task.yield() }
        #expect(enricher.figures.cacheEntries == 0)
    }

    @Test("C9 An explanation tells each step and no caller data")
    func explaining() async throws {
        let connector = ScriptedConnector("crm", answer: .success([.exact([.firstName: "Anna", .lastName: "Meier"])]))
        let context = try await Enricher(time: self.time).lookUp(self.request([GuardedConnector(connector)], explains: true))
            .context
        let trace = try #require(context.trace)
        #expect(trace.map(\.kind) == [.number, .ask, .choose, .field, .field, .field])
        #expect(!trace.map(\.reason).joined().contains("Meier") && !trace.map(\.reason).joined().contains("23125"))
    }

    @Test("More waiting lookups than allowed are refused")
    func overload() async throws {
        let slow = ScriptedConnector("slow")
        let enricher = Enricher(time: self.time, limits: .init(waitingLookups: 1))
        let first = Task { try await enricher.lookUp(self.request([GuardedConnector(slow)])).context }
        await slow.waitForQuestions(1)
        while enricher.figures.waitingLookups == 0 { await Task.yield() }
        await #expect(throws: EnricherOverload.self) {
            try await enricher.lookUp(self.request([GuardedConnector(slow)], .sample(4)))
        }
        await slow.release(.success([]))
        _ = try await first.value
    }
}
