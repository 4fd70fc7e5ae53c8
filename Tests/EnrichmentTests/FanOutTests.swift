import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("Asking under stress")
struct FanOutTests {
    private let time = ManualTime()

    private func lookUp(
        _ enricher: Enricher, _ source: GuardedConnector, _ number: Int = 123, session: String? = nil
    ) async throws -> CallerContext {
        let now = self.time.monotonicNow()
        return try await enricher.lookUp(
            LookupRequest(
                number: .sample(number), plan: LookupPlan(connectors: [source]), session: session, audience: .all,
                receivedAt: now,
                deadline: now + .seconds(2))
        ).context
    }

    @Test("A1 The fifth failure opens the breaker; then nobody is asked until its pause is over, and one question closes it")
    func breaker() async throws {
        let connector = ScriptedConnector("crm", answer: .failure(.connectError))
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector, chance: { 0.5 }))
        for number in 0..<5 { #expect(try await self.lookUp(enricher, source, number).connectors[0].outcome == .connectError) }
        #expect(try await self.lookUp(enricher, source, 6).connectors[0].outcome == .breakerOpen)
        #expect(connector.asked == 5)
        self.time.advance(by: .seconds(5))
        connector.answers(.success([]))
        #expect(try await self.lookUp(enricher, source, 7).connectors[0].outcome == .miss)
        #expect(try await self.lookUp(enricher, source, 8).connectors[0].outcome == .miss)
        #expect(connector.asked == 7)
    }

    @Test("An answer past its fresh life is given at once and renewed behind; a session sees the new one")
    func stale() async throws {
        let connector = ScriptedConnector("crm", answer: .success([.exact([.lastName: "Old"])]))
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        _ = try await self.lookUp(enricher, source)
        self.time.advance(by: .seconds(301))
        connector.answers(nil)
        let context = try await self.lookUp(enricher, source, session: "c-1")
        #expect(context.caller?[.lastName] == "Old" && context.connectors[0].isStale && context.connectors[0].isCached)
        #expect(context.isComplete && context.revision == 1)
        await connector.waitForQuestions(2)
        await connector.release(.success([.exact([.lastName: "New"])]))
        let now = self.time.monotonicNow()
        let renewed = try await enricher.context(of: "c-1", for: .all, as: "flow1", above: 1, until: now + .seconds(30))
        #expect(renewed?.caller?[.lastName] == "New" && renewed?.connectors[0].isStale == false && renewed?.revision == 2)
        #expect(try await self.lookUp(enricher, source).caller?[.lastName] == "New")
        #expect(connector.asked == 2)
    }

    @Test("A failed renewal leaves the old answer until its end")
    func failedRenewal() async throws {
        let connector = ScriptedConnector("crm", answer: .success([.exact([.lastName: "Old"])]))
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        _ = try await self.lookUp(enricher, source)
        connector.answers(.failure(.http5xx(retryAfter: nil)))
        self.time.advance(by: .seconds(600))
        for _ in 0..<10 {
            let report = try await self.lookUp(enricher, source).connectors[0]
            #expect(report.isStale && report.outcome == .hit)
        }
        self.time.advance(by: .seconds(301))
        #expect(try await self.lookUp(enricher, source).caller == nil)
    }

    @Test("A miss is never given past its life")
    func missesDontGoStale() async throws {
        let connector = ScriptedConnector("crm", answer: .success([]))
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        _ = try await self.lookUp(enricher, source)
        self.time.advance(by: .seconds(61))
        #expect(try await self.lookUp(enricher, source).connectors[0].isCached == false)
    }

    @Test("R6 A broken connection is tried once more where asking twice is safe, within a tenth of the questions")
    func retries() async throws {
        let connector = ScriptedConnector("crm", answer: .success([]), repeatsSafely: true)
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        for number in 0..<20 { _ = try await self.lookUp(enricher, source, number) }
        connector.answers(.failure(.connectError))
        for number in 20..<24 { _ = try await self.lookUp(enricher, source, number) }
        // Twenty questions have earned two retries.
        #expect(connector.asked == 26)
    }

    @Test(
        "A30 R6 What went out twice already is not tried again",
        arguments: [ConnectorError.connectError, .http5xx(retryAfter: nil)])
    func sentTwiceAlready(error: ConnectorError) async throws {
        let connector = ScriptedConnector("crm", answer: .success([]), repeatsSafely: true)
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        for number in 0..<20 { _ = try await self.lookUp(enricher, source, number) }
        connector.answers(.failure(error))
        connector.sendsTwice()
        _ = try await self.lookUp(enricher, source, 99)
        #expect(connector.asked == 21)
    }

    @Test(
        "R6 What could not help is not tried again",
        arguments: [
            ConnectorError.dnsError, .timeout, .authError, .http429(retryAfter: nil), .badPayload,
            .http5xx(retryAfter: .seconds(1)),
        ])
    func noRetry(error: ConnectorError) async throws {
        let connector = ScriptedConnector("crm", answer: .success([]), repeatsSafely: true)
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        for number in 0..<20 { _ = try await self.lookUp(enricher, source, number) }
        connector.answers(.failure(error))
        _ = try await self.lookUp(enricher, source, 99)
        #expect(connector.asked == 21)
    }

    @Test("R5 All connectors together have a bound")
    func outgoing() async throws {
        let (one, two) = (ScriptedConnector("one"), ScriptedConnector("two"))
        let enricher = Enricher(time: self.time, limits: .init(outgoing: 3))
        let sources = [GuardedConnector(one), GuardedConnector(two)]
        let now = self.time.monotonicNow()
        let lookups = (0..<4).map { number in
            Task {
                try await enricher.lookUp(
                    LookupRequest(
                        number: .sample(number), plan: LookupPlan(connectors: sources), audience: .all, receivedAt: now,
                        deadline: now + .seconds(2))
                )
            }
        }
        while one.asked + two.asked < 3 { await Task.yield() }
        for _ in 0..<500 { await Task.yield() }
        #expect(one.asked + two.asked == 3)
        one.answers(.success([]))
        two.answers(.success([]))
        for lookup in lookups { #expect(try await lookup.value.context.connectors.map(\.outcome) == [.miss, .miss]) }
    }
}
