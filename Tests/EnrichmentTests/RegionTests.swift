import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("The region of a lookup")
struct RegionTests {
    private let time = ManualTime()

    private func lookUp(
        _ enricher: Enricher, _ source: GuardedConnector, _ region: String?, session: String? = nil
    ) async throws -> CallerContext {
        let now = self.time.monotonicNow()
        return try await enricher.lookUp(
            LookupRequest(
                number: .sample(), region: region.flatMap(Region.init), plan: LookupPlan(connectors: [source]), session: session,
                audience: .all, receivedAt: now, deadline: now + .seconds(2))
        ).context
    }

    private func atOnce(_ enricher: Enricher, _ source: GuardedConnector, _ region: String?) -> LookupAnswer? {
        let now = self.time.monotonicNow()
        return enricher.answerAtOnce(
            LookupRequest(
                number: .sample(), region: region.flatMap(Region.init), plan: LookupPlan(connectors: [source]), audience: .all,
                receivedAt: now,
                deadline: now + .seconds(2)))
    }

    @Test("Where an answer depends on it, each region has its own question and its own kept answer")
    func apart() async throws {
        let connector = ScriptedConnector("crm", answer: .success([.exact([.lastName: "Meier"])]), dependsOnRegion: true)
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        for region in ["DE", "GB", nil] {
            #expect(self.atOnce(enricher, source, region) == nil)
            #expect(try await self.lookUp(enricher, source, region).connectors[0].isCached == false)
            #expect(try await self.lookUp(enricher, source, region).connectors[0].isCached)
            #expect(self.atOnce(enricher, source, region) != nil)
        }
        #expect(connector.regions == [Region("DE"), Region("GB"), nil])
    }

    @Test("Where it does not, regions share the question and the kept answer, and no region is told")
    func shared() async throws {
        let connector = ScriptedConnector("crm", answer: .success([.exact([.lastName: "Meier"])]))
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        for region in ["DE", "GB", nil] { _ = try await self.lookUp(enricher, source, region) }
        #expect(connector.regions == [nil])
    }

    @Test("What is known of nobody, and what is stale, is so in its region only")
    func missesAndStaleAnswers() async throws {
        let connector = ScriptedConnector("crm", answer: .success([]), dependsOnRegion: true)
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        #expect(try await self.lookUp(enricher, source, "DE").connectors[0].outcome == .miss)
        connector.answers(.success([.exact([.lastName: "Meier"])]))
        #expect(try await self.lookUp(enricher, source, "GB").connectors[0].outcome == .hit)
        #expect(try await self.lookUp(enricher, source, "DE").connectors[0].outcome == .miss)
        self.time.advance(by: .seconds(301))
        #expect(try await self.lookUp(enricher, source, "GB").connectors[0].isStale)
        #expect(try await self.lookUp(enricher, source, "DE").connectors[0].isStale == false)
    }

    @Test("Forgetting a number forgets it in all regions")
    func forgetting() async throws {
        let connector = ScriptedConnector("crm", answer: .success([.exact([.lastName: "Meier"])]), dependsOnRegion: true)
        let (enricher, source) = (Enricher(time: self.time), GuardedConnector(connector))
        for region in ["DE", "GB"] { _ = try await self.lookUp(enricher, source, region) }
        #expect(enricher.forget(CallerNumber.sample(), within: .all, connectors: [source]).answers == 2)
        for region in ["DE", "GB"] { #expect(self.atOnce(enricher, source, region) == nil) }
    }

    @Test("A lookup that is tried again later keeps its region")
    func postponed() {
        let now = self.time.monotonicNow()
        let request = LookupRequest(
            number: .sample(), region: Region("GB"), plan: LookupPlan(connectors: []), session: "c-1", audience: .all,
            receivedAt: now,
            deadline: now)
        #expect(request.received(at: now + .seconds(1)).region == Region("GB"))
    }
}
