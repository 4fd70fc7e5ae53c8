import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("C3 What flows and webhooks say unasked")
struct StatementTests {
    private let time = ManualTime()
    private let enricher: Enricher

    init() {
        self.enricher = Enricher(time: self.time)
    }

    private func plan(_ sources: [GuardedConnector] = [], order: [String] = ["flow", "contacts"]) -> LookupPlan {
        let settings = ServiceSettings(
            id: "support", displayName: "Support", parameters: [.init(name: "ticket", default: "none")],
            connectors: order.compactMap(ConnectorID.init))
        return LookupPlan(connectors: sources, settings: settings)
    }

    private func request(_ plan: LookupPlan, session: String? = "c-1", deadline: Duration = .zero) -> LookupRequest {
        let now = self.time.monotonicNow()
        return LookupRequest(
            number: .sample(), plan: plan, session: session, audience: .only(["support"]), receivedAt: now,
            deadline: now + deadline)
    }

    private func context(_ session: String = "c-1", scope: ServiceScope = .all) async throws -> CallerContext? {
        try await self.enricher.context(of: session, for: scope, as: "flow1", above: 0, until: self.time.monotonicNow())
    }

    private func update(
        _ statement: CallerStatement, in session: String = "c-1", scope: ServiceScope = .all
    ) throws(SessionNotLive) -> Int {
        try self.enricher.update(statement, in: session, scope: scope, plan: self.plan())
    }

    private func contacts(_ fields: KeyValuePairs<CallerField, String>) -> GuardedConnector {
        GuardedConnector(ScriptedConnector("contacts", answer: .success([.exact(fields)])))
    }

    @Test("It is an exact match of connector flow, at its place among the service's connectors", arguments: [true, false])
    func place(isFirst: Bool) async throws {
        let plan = self.plan(
            [self.contacts([.firstName: "Anna", .lastName: "Meier", .company: "ACME AG"])],
            order: isFirst ? ["flow", "contacts"] : ["contacts"])
        _ = try await self.enricher.lookUp(self.request(plan, deadline: .seconds(2)))
        let flow = CallerStatement(fields: [
            .firstName: "Anna", .lastName: "Meier", .company: "Umbrella", .email: "anna@example.com",
        ])
        #expect(try self.update(flow) == 2)
        let context = try #require(try await self.context())
        #expect(context.matches.map(\.connector.value) == (isFirst ? ["flow", "contacts"] : ["contacts", "flow"]))
        #expect(context.matches.allSatisfy { $0.grade == .exact })
        #expect(context.caller?[.company] == (isFirst ? "Umbrella" : "ACME AG"))
        #expect(context.caller?[.email] == "anna@example.com")
        #expect(context.connectors.map(\.id.value) == ["contacts", "flow"] && context.connectors.last?.outcome == .hit)
    }

    @Test("Another person's name stays among the matches and gives nothing")
    func noChimera() async throws {
        let plan = self.plan([self.contacts([.displayName: "Anna Meier"])], order: ["contacts"])
        _ = try await self.enricher.lookUp(self.request(plan, deadline: .seconds(2)))
        _ = try self.update(CallerStatement(fields: [.displayName: "Bert Kunz", .company: "Umbrella"]))
        let context = try #require(try await self.context())
        #expect(context.caller?[.displayName] == "Anna Meier" && context.caller?[.company] == nil)
        #expect(context.matches.count == 2)
    }

    @Test("A second statement replaces the members that it names, and null clears")
    func replacing() async throws {
        self.enricher.retain("c-1", service: "support", number: .sample())
        let first = CallerStatement(
            fields: [.firstName: "Anna", .company: "ACME AG"], customFields: [NamedValue(name: "Tier", value: "gold")],
            parameters: [NamedValue(name: "ticket", value: "4711")],
            preferredUsers: [PreferredUser(upn: "b@example.com", priority: 2), PreferredUser(upn: "a@example.com", priority: 1)])
        #expect(try self.update(first) == 1)
        #expect(try self.update(CallerStatement(fields: [.company: nil, .lastName: "Meier"])) == 2)
        let context = try #require(try await self.context())
        #expect(context.caller?[.company] == nil && context.caller?[.firstName] == "Anna")
        #expect(context.caller?[.displayName] == "Anna Meier" && context.caller?.customFields.first?.value == "gold")
        #expect(context.parameters == [NamedValue(name: "ticket", value: "4711")])
        #expect(context.preferredUsers.map(\.upn) == ["a@example.com", "b@example.com"])
        #expect(context.status == .resolved && context.isComplete)
        #expect(try self.update(CallerStatement(parameters: [])) == 3)
        #expect(try await self.context()?.parameters == [NamedValue(name: "ticket", value: "none")])
    }

    @Test("The same statement again changes nothing that one could see")
    func duplicate() throws {
        self.enricher.retain("c-1", service: "support", number: .sample())
        let statement = CallerStatement(fields: [.lastName: "Meier"])
        #expect(try self.update(statement) == 1)
        #expect(try self.update(statement) == 1)
    }

    @Test("The answer of the one flow that is pending counts under its own id, and ends the waiting")
    func awaitedFlow() async throws {
        let flow = ScriptedConnector("power-automate", kind: .flow)
        let plan = self.plan(
            [self.contacts([.firstName: "Anna", .lastName: "Meier"]), GuardedConnector(flow)],
            order: ["contacts", "power-automate"])
        let lookup = Task { try await self.enricher.lookUp(self.request(plan, deadline: .seconds(2))).context }
        await flow.waitForQuestions(1)
        while self.enricher.figures.questionsUnderWay > 1 { await Task.yield() }
        #expect(try self.update(CallerStatement(fields: [.firstName: "Anna", .lastName: "Meier"])) == 1)
        // Nobody moves the clock: the lookup is over before its deadline.
        let context = try await lookup.value
        #expect(context.connectors.map(\.id.value) == ["contacts", "power-automate"])
        #expect(context.connectors.map(\.outcome) == [.hit, .hit] && context.isComplete)
        #expect(context.caller?[.displayName] == "Anna Meier")
        await flow.release(.success([]))
    }

    @Test("After the deadline the awaited flow's answer is the next revision, complete, and kept for the next lookup")
    func lateFlow() async throws {
        let flow = ScriptedConnector("power-automate", kind: .flow)
        let plan = self.plan([GuardedConnector(flow, policy: .init(total: .seconds(10)))], order: ["power-automate"])
        let first = try await self.enricher.lookUp(self.request(plan)).context
        #expect(first.status == .partial && first.revision == 1 && !first.isComplete)
        #expect(try self.update(CallerStatement(fields: [.lastName: "Meier"])) == 2)
        let context = try #require(try await self.context())
        #expect(context.status == .resolved && context.isComplete && context.revision == 2)
        #expect(context.connectors.map(\.id.value) == ["power-automate"] && context.connectors.map(\.outcome) == [.hit])
        #expect(context.sources.allSatisfy { $0.connector.value == "power-automate" })
        let again = try await self.enricher.lookUp(self.request(plan, session: nil)).context
        #expect(again.caller?[.lastName] == "Meier" && again.connectors.first?.isCached == true)
        // A second update replaces the first, also what of it is kept.
        #expect(try self.update(CallerStatement(fields: [.lastName: "Kunz"])) == 3)
        #expect(try await self.context()?.matches.map { $0.caller[.lastName] } == ["Kunz"])
        await flow.release(.success([]))
        #expect(flow.asked == 1)
    }

    @Test("Sessions that are over, unknown or another service's take nothing")
    func notLive() throws {
        self.enricher.retain("c-1", service: "support", number: nil)
        #expect(throws: SessionNotLive.self) { try self.update(CallerStatement(), in: "c-2") }
        #expect(throws: SessionNotLive.self) { try self.update(CallerStatement(), scope: .only(["sales"])) }
        #expect(self.enricher.liveness(of: "c-1", for: .only(["sales"])) == .unknown)
        #expect(self.enricher.liveness(of: "c-1", for: .only(["support"])) == .live)
        self.enricher.release("c-1", after: .seconds(300))
        #expect(throws: SessionNotLive.self) { try self.update(CallerStatement()) }
        #expect(self.enricher.liveness(of: "c-1", for: .all) == .over)
    }

    @Test("What was said before the caller was forgotten does not come back")
    func forgetting() async throws {
        _ = try await self.enricher.lookUp(self.request(self.plan()))
        _ = try self.update(CallerStatement(fields: [.lastName: "Meier"]))
        _ = self.enricher.forget(.sample(), within: .all, connectors: [])
        #expect(try await self.context()?.caller == nil)
        _ = try await self.enricher.lookUp(self.request(self.plan()))
        #expect(try await self.context()?.caller == nil)
    }

    @Test("A finding about a number is in lookups and live sessions of its services for 15 minutes")
    func pushed() async throws {
        let crm = try #require(ConnectorID("crm"))
        _ = try await self.enricher.lookUp(self.request(self.plan()))
        let before = self.enricher.generation(of: self.plan())
        let meier = CallerStatement(fields: [.lastName: "Meier"])
        self.enricher.push(meier, as: crm, from: "key", about: .sample(), scope: .only(["support"]))
        #expect(try await self.context()?.sources.first?.connector == crm)
        #expect(self.enricher.generation(of: self.plan()) != before)
        let plain = self.request(self.plan(), session: nil)
        #expect(self.enricher.answerAtOnce(plain)?.context.caller?[.lastName] == "Meier")
        #expect(self.enricher.answerAtOnce(plain)?.reusableUntil == nil)
        self.enricher.push(meier, as: crm, from: "key", about: .sample(1), scope: .only(["sales"]))
        _ = try await self.enricher.lookUp(self.request(self.plan(), session: "c-2"))
        #expect(try await self.context("c-2")?.matches.count == 1)
        self.time.advance(by: .seconds(901))
        #expect(self.enricher.answerAtOnce(self.request(self.plan(), session: nil))?.context.caller == nil)
    }

    @Test("Saying more of a number lets nothing live longer than 15 minutes that was said before")
    func pushedPiecewise() throws {
        let crm = try #require(ConnectorID("crm"))
        func known() -> Caller? { self.enricher.answerAtOnce(self.request(self.plan(), session: nil))?.context.caller }
        func push(_ statement: CallerStatement) {
            self.enricher.push(statement, as: crm, from: "key", about: .sample(), scope: .all)
        }
        push(
            CallerStatement(
                fields: [.firstName: "Anna", .company: "ACME AG"], parameters: [NamedValue(name: "ticket", value: "4711")]))
        self.time.advance(by: .seconds(600))
        push(CallerStatement(fields: [.lastName: "Meier", .company: "Umbrella"]))
        #expect(known()?[.firstName] == "Anna" && known()?[.lastName] == "Meier" && known()?[.company] == "Umbrella")
        self.time.advance(by: .seconds(301))
        #expect(known()?[.firstName] == nil && known()?[.lastName] == "Meier" && known()?[.company] == "Umbrella")
        push(CallerStatement(fields: [.lastName: nil]))
        #expect(known()?[.lastName] == nil && known()?[.company] == "Umbrella")
        self.time.advance(by: .seconds(600))
        #expect(known() == nil)
    }

    @Test("What is over of what was said of a number leaves memory while the rest stays")
    func pushesAreSwept() throws {
        let (pushes, crm) = (PushedFindingsStore(), try #require(ConnectorID("crm")))
        let key = try #require(CallerNumber.sample().key)
        let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
        pushes.push(CallerStatement(fields: [.firstName: "Anna"]), as: crm, from: "key", about: key, scope: .all, at: start)
        pushes.push(
            CallerStatement(fields: [.lastName: "Meier"]), as: crm, from: "key", about: key, scope: .all,
            at: start + .seconds(600))
        func held() -> Caller? {
            pushes.statedFacts(of: .sample(), for: .all, ConnectorRights(), at: start + .seconds(600)).first?.caller
        }
        pushes.sweep(at: start + .seconds(899))
        #expect(held()?[.firstName] == "Anna" && held()?[.lastName] == "Meier")
        pushes.sweep(at: start + .seconds(902))
        #expect(held()?[.firstName] == nil && held()?[.lastName] == "Meier")
        pushes.sweep(at: start + .seconds(1_502))
        #expect(held() == nil)
    }

    @Test("Many who speak at once are all heard")
    func crowd() async throws {
        self.enricher.retain("c-1", service: "support", number: .sample())
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let connector = ConnectorID("hook-\(number)")!
                    let said = CallerStatement(customFields: [NamedValue(name: "N\(number % 60)", value: "x")])
                    _ = try? self.enricher.state(said, as: connector, in: "c-1", scope: .all, plan: self.plan())
                }
            }
        }
        let context = try #require(try await self.context())
        #expect(context.connectors.count == 200 && context.caller?.customFields.count == 60)
    }
}
