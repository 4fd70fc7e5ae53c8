import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("Events while too many lookups wait")
struct PostponingTests {
    private let time = ManualTime()
    private let busy = ScriptedConnector("busy")
    private let crm = ScriptedConnector("crm", answer: .success([.exact([.lastName: "Meier"])]))

    /// An engine with one place for lookups.
    private func enricher(postponed: Int = 8) -> Enricher {
        Enricher(time: self.time, limits: .init(waitingLookups: 1, postponedLookups: postponed))
    }

    private func request(
        _ sources: [GuardedConnector], _ number: CallerNumber = .sample(), session: String? = "c-1", wait: Duration = .zero
    ) -> LookupRequest {
        let now = self.time.monotonicNow()
        return LookupRequest(
            number: number, plan: LookupPlan(connectors: sources), session: session, audience: .only(["support"]),
            receivedAt: now,
            deadline: now + wait)
    }

    /// Takes the only place, until the busy connector answers.
    private func crowd(_ enricher: Enricher) async -> Task<LookupAnswer, any Error> {
        let lookup = Task {
            let busy = GuardedConnector(self.busy, policy: .init(total: .seconds(30)))
            return try await enricher.lookUp(self.request([busy], .sample(7), session: nil, wait: .seconds(30)))
        }
        while enricher.figures.waitingLookups == 0 { await Task.yield() }
        return lookup
    }

    private func event(
        _ enricher: Enricher, _ source: GuardedConnector, _ number: CallerNumber = .sample(), session: String = "c-1"
    ) {
        enricher.retain(session, service: "support", number: number)
        enricher.lookUpBehind(self.request([source], number, session: session))
    }

    private func context(_ enricher: Enricher, _ session: String = "c-1") throws -> CallerContext {
        try #require(enricher.caller(of: session, for: .all).context)
    }

    @Test("Where there is room the lookup begins at once, and holds no place")
    func room() async throws {
        let enricher = self.enricher()
        self.event(enricher, GuardedConnector(self.crm))
        #expect(enricher.figures.postponedLookups == 0 && enricher.figures.waitingLookups == 0)
        while try self.context(enricher).caller == nil { await Task.yield() }
    }

    @Test("What can't start is pending, and begins when there is room again")
    func again() async throws {
        let enricher = self.enricher()
        let running = Task { await enricher.run() }
        let place = await self.crowd(enricher)
        self.event(enricher, GuardedConnector(self.crm))
        #expect(enricher.figures.postponedLookups == 1 && self.crm.asked == 0)
        let first = try self.context(enricher)
        #expect(first.revision == 1 && !first.isComplete && first.connectors.map(\.outcome) == [.pending])
        // The connector's own time and the lookup's deadline; the sweep; the next round.
        await self.time.waitForSleepers(4)
        self.time.advance(by: .milliseconds(50))
        await self.time.waitForSleepers(4)
        #expect(self.crm.asked == 0 && enricher.figures.postponedLookups == 1)
        await self.busy.release(.success([]))
        _ = try await place.value
        self.time.advance(by: .milliseconds(100))
        while try self.context(enricher).caller == nil { await Task.yield() }
        let last = try self.context(enricher)
        #expect(last.status == .resolved && last.isComplete && last.connectors.map(\.outcome) == [.hit])
        #expect(enricher.figures.postponedLookups == 0 && self.crm.asked == 1)
        running.cancel()
        await running.value
    }

    @Test("What could not start for ten seconds is shed: a visible revision, partial and complete")
    func shed() async throws {
        let enricher = self.enricher()
        let place = await self.crowd(enricher)
        self.event(enricher, GuardedConnector(self.crm))
        self.time.advance(by: .milliseconds(9_999))
        enricher.tryPostponed()
        #expect(try self.context(enricher).connectors.map(\.outcome) == [.pending])
        self.time.advance(by: .milliseconds(1))
        enricher.tryPostponed()
        let context = try self.context(enricher)
        #expect(context.status == .partial && context.isComplete && context.revision == 2)
        #expect(context.connectors.map(\.outcome) == [.shed] && context.connectors.map(\.elapsed) == [.seconds(10)])
        #expect(enricher.figures.postponedLookups == 0 && self.crm.asked == 0)
        await self.busy.release(.success([]))
        _ = try await place.value
    }

    @Test("What does not fit is shed at once")
    func full() async throws {
        let enricher = self.enricher(postponed: 1)
        let place = await self.crowd(enricher)
        self.event(enricher, GuardedConnector(self.crm))
        self.event(enricher, GuardedConnector(self.crm), .sample(4), session: "c-2")
        #expect(try self.context(enricher).connectors.map(\.outcome) == [.pending])
        let context = try self.context(enricher, "c-2")
        #expect(context.connectors.map(\.outcome) == [.shed] && context.status == .partial && context.isComplete)
        await self.busy.release(.success([]))
        _ = try await place.value
    }

    @Test("An event whose answers are all at hand needs no place")
    func atHand() async throws {
        let enricher = self.enricher()
        let source = GuardedConnector(self.crm)
        _ = try await enricher.lookUp(self.request([source], session: nil, wait: .seconds(1)))
        let place = await self.crowd(enricher)
        self.event(enricher, source)
        #expect(try self.context(enricher).caller?[.lastName] == "Meier" && enricher.figures.postponedLookups == 0)
        await self.busy.release(.success([]))
        _ = try await place.value
    }

    @Test("A card that is there is not taken away by a lookup of the same number that can't start; another number's is")
    func cards() async throws {
        let enricher = self.enricher()
        let source = GuardedConnector(self.crm)
        self.event(enricher, source)
        while try self.context(enricher).caller == nil { await Task.yield() }
        // Kept answers are over, so that the connector would have to be asked.
        self.time.advance(by: .seconds(901))
        let place = await self.crowd(enricher)
        let card = try self.context(enricher)
        self.event(enricher, source)
        self.time.advance(by: .seconds(10))
        enricher.tryPostponed()
        #expect(try self.context(enricher) == card && self.crm.asked == 1)
        self.event(enricher, source, .sample(4))
        #expect(try self.context(enricher).caller == nil && self.context(enricher).number == .sample(4))
        await self.busy.release(.success([]))
        _ = try await place.value
    }

    @Test("It ends with the call, with forgetting, and with a later lookup", arguments: ["ended", "forgotten", "later"])
    func endings(reason: String) async throws {
        let enricher = self.enricher()
        let place = await self.crowd(enricher)
        self.event(enricher, GuardedConnector(self.crm))
        switch reason {
        case "ended":
            enricher.release("c-1", after: .seconds(300))
            #expect(enricher.figures.postponedLookups == 0)
        case "forgotten":
            #expect(
                enricher.forget(.sample(), within: .all, connectors: []).postponed == 1 && enricher.figures.postponedLookups == 0)
        default:
            _ = try await enricher.lookUp(self.request([], .sample(9)))
        }
        await self.busy.release(.success([]))
        _ = try await place.value
        let before = try self.context(enricher)
        self.time.advance(by: .seconds(1))
        enricher.tryPostponed()
        #expect(self.crm.asked == 0 && enricher.figures.postponedLookups == 0)
        #expect(try self.context(enricher) == before)
    }

    @Test("A round starts 64 at most, the oldest first")
    func rounds() async throws {
        let enricher = self.enricher(postponed: 100)
        let place = await self.crowd(enricher)
        let source = GuardedConnector(self.crm, policy: .init(inFlight: 100))
        for index in 0..<70 { self.event(enricher, source, .sample(200 + index), session: "c-\(index)") }
        await self.busy.release(.success([]))
        _ = try await place.value
        enricher.tryPostponed()
        #expect(enricher.figures.postponedLookups == 6)
        while try self.context(enricher, "c-63").caller == nil { await Task.yield() }
        #expect(try self.context(enricher, "c-64").caller == nil)
        enricher.tryPostponed()
        while try self.context(enricher, "c-69").caller == nil { await Task.yield() }
    }
}
