import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("R12 The engine with many lookups at once", .timeLimit(.minutes(5)))
struct EnricherConcurrencyTests {
    /// Names the number that it is asked about, after others had their turn.
    private final class NumberNamer: Connector {
        let id: ConnectorID
        let repeatsSafely = false
        let condition = ConnectorCondition(.crm)
        let gauge = Gauge()

        init(_ id: ConnectorID) {
            self.id = id
        }

        func applies(to _: CallerNumber) -> Bool { true }

        func findings(for question: Question) async throws(ConnectorError) -> [Finding] {
            self.gauge.enter()
            await Task.yield()
            self.gauge.leave()
            return [.exact([.lastName: "\(question.number.key?.rawValue ?? 0)"])]
        }
    }

    @Test("Each lookup is answered about its own number, connectors are asked within their limits, and nothing is left")
    func ownAnswers() async throws {
        let time = ManualTime()
        let connectors = try ["crm", "other"].map { NumberNamer(try #require(ConnectorID($0))) }
        let sources = connectors.map { GuardedConnector($0, policy: ConnectorPolicy(inFlight: 2, waiting: 64)) }
        let enricher = Enricher(time: time, limits: .init(waitingLookups: 4))
        let refused = try await race(steps: 100) { racer -> Int in
            let number = CallerNumber.sample(racer.below(8))
            let key = try #require(number.key)
            if racer.below(6) == 0 { _ = enricher.forget(number, within: .all, connectors: sources) }
            let now = time.monotonicNow()
            let session = racer.below(3) == 0 ? "c-\(racer.index)" : nil
            let request = LookupRequest(
                number: number, plan: LookupPlan(connectors: sources), session: session, audience: .all, receivedAt: now,
                deadline: now + .seconds(2))
            do throws(EnricherOverload) {
                // A number that was forgotten meanwhile has no caller any more.
                let name = try await enricher.lookUp(request).context.caller?[.lastName]
                #expect(name == nil || name == "\(key.rawValue)")
                return 0
            } catch {
                return 1
            }
        }
        #expect(refused.contains(0))
        #expect(connectors.allSatisfy { (1...2).contains($0.gauge.most) })
        // Questions about forgotten numbers may still be under way.
        while time.sleepers > 0 || enricher.figures.questionsUnderWay > 0 || sources.contains(where: { $0.bulkhead.occupied > 0 })
        {
            await Task.yield()
        }
        let figures = enricher.figures
        #expect(
            figures.questionsUnderWay == 0 && figures.waitingLookups == 0 && figures.waitingContexts == 0
                && figures.cacheEntries <= 16)
        #expect(sources.allSatisfy { $0.bulkhead.queued == 0 })
        for last in 0..<8 { _ = enricher.forget(.sample(last), within: .all, connectors: sources) }
        #expect(enricher.figures.cacheEntries == 0 && enricher.figures.cacheBytes == 0)
    }
}
