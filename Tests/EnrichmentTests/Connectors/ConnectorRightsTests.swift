import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("X5 Which services may have which connectors")
struct ConnectorRightsTests {
    private let time = ManualTime()
    private let enricher: Enricher
    private let vip = ConnectorID("vip")!

    init() {
        self.enricher = Enricher(time: self.time)
    }

    /// Rights under which `vip` is for these services alone.
    private func rights(_ services: String...) -> ConnectorRights {
        var rights = ConnectorRights()
        rights.limit(self.vip, to: .only(Set(services)))
        return rights
    }

    private func request(for audience: ServiceScope, session: String? = nil) -> LookupRequest {
        let sources = ["contacts", "vip"].map {
            GuardedConnector(ScriptedConnector($0, answer: .success([.exact([.company: "\($0) AG"])])))
        }
        let now = self.time.monotonicNow()
        return LookupRequest(
            number: .sample(), plan: LookupPlan(connectors: sources), session: session, audience: audience, receivedAt: now,
            deadline: now + .seconds(2))
    }

    private func held(_ session: String = "c-1") -> CallerContext? {
        self.enricher.caller(of: session, for: .all).context
    }

    @Test("All may have all, until a connector is left to some; of several limits all count")
    func limits() {
        var rights = ConnectorRights()
        #expect(rights.isOpen && rights.allow(self.vip, for: .only(["support"])) && rights.services(of: self.vip) == .all)
        rights.limit(self.vip, to: .all)
        #expect(rights.isOpen)
        rights.limit(self.vip, to: .only(["sales", "audit"]))
        rights.limit(self.vip, to: .only(["sales", "support"]))
        #expect(rights.services(of: self.vip) == .only(["sales"]))
        #expect(rights.allow(self.vip, for: .only(["sales"])) && !rights.allow(self.vip, for: .only(["support"])))
        // Whoever reads what is made for both reaches both.
        #expect(rights.allow(self.vip, for: .only(["sales", "support"])) && rights.allow(self.vip, for: .all))
        #expect(rights.allow(ConnectorID("contacts")!, for: .only(["support"])))
    }

    @Test("A lookup is answered without a connector that its service may not have, whatever its plan says")
    func lookups() async throws {
        self.enricher.connectorsChanged(self.rights("sales"))
        let mine = try await self.enricher.lookUp(self.request(for: .only(["support"]))).context
        #expect(mine.connectors.map(\.id.value) == ["contacts"] && mine.matches.map(\.connector.value) == ["contacts"])
        let theirs = try await self.enricher.lookUp(self.request(for: .only(["sales"]))).context
        #expect(theirs.connectors.map(\.id.value) == ["contacts", "vip"])
    }

    @Test("A reload takes a connector out of contexts that are held, as a revision of its own; others stay as they are")
    func reload() async throws {
        self.enricher.retain("c-1", service: "sales", number: .sample())
        self.enricher.retain("c-2", service: "audit", number: .sample())
        _ = try await self.enricher.lookUp(self.request(for: .only(["sales"]), session: "c-1"))
        _ = try await self.enricher.lookUp(self.request(for: .only(["audit"]), session: "c-2"))
        let (first, second) = (try #require(self.held()), try #require(self.held("c-2")))
        #expect(first.matches.map(\.connector.value) == ["contacts", "vip"])
        self.enricher.connectorsChanged(self.rights("audit"))
        let now = try #require(self.held())
        #expect(now.revision == first.revision + 1 && now.connectors.map(\.id.value) == ["contacts"])
        #expect(now.matches.map(\.connector.value) == ["contacts"])
        #expect(self.held("c-2")?.revision == second.revision && self.held("c-2")?.matches == second.matches)
        self.enricher.connectorsChanged(self.rights("audit"))
        #expect(self.held()?.revision == now.revision)
    }

    @Test("Of a call that has ended, the caller is still held, and loses them likewise")
    func ended() async throws {
        self.enricher.retain("c-1", service: "sales", number: .sample())
        _ = try await self.enricher.lookUp(self.request(for: .only(["sales"]), session: "c-1"))
        self.enricher.release("c-1", after: .seconds(300))
        self.enricher.connectorsChanged(self.rights("audit"))
        #expect(self.held()?.matches.map(\.connector.value) == ["contacts"])
        self.time.advance(by: .seconds(301))
        #expect(self.held() == nil)
    }

    @Test("Once a call is one service's, what was looked up for more is narrowed to that")
    func narrowing() async throws {
        self.enricher.connectorsChanged(self.rights("sales"))
        _ = try await self.enricher.lookUp(self.request(for: .only(["sales", "support"]), session: "c-1"))
        self.enricher.retain("c-1", service: "support", number: nil)
        #expect(self.held()?.matches.map(\.connector.value) == ["contacts"])
    }

    @Test("What a webhook has stated under a connector's name goes with it")
    func statements() async throws {
        self.enricher.retain("c-1", service: "sales", number: .sample())
        _ = try await self.enricher.lookUp(self.request(for: .only(["sales"]), session: "c-1"))
        let statement = CallerStatement(fields: [.company: "Umbrella"])
        _ = try self.enricher.state(statement, as: self.vip, in: "c-1", scope: .all, plan: nil)
        self.enricher.push(statement, as: self.vip, from: "key", about: .sample(4), scope: .all)
        self.enricher.connectorsChanged(self.rights("audit"))
        #expect(self.held()?.matches.map(\.connector.value) == ["contacts"])
        let now = self.time.monotonicNow()
        let pushed = { (service: String) in
            self.enricher.pushedFindings.statedFacts(of: .sample(4), for: .only([service]), self.rights("audit"), at: now)
        }
        #expect(pushed("sales").isEmpty && pushed("audit").count == 1)
    }
}
