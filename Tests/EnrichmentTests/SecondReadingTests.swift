import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("C8 A number with two readings")
struct SecondReadingTests {
    private let time = ManualTime()
    private let first = CallerNumber.sample(1)
    private let second = CallerNumber.sample(2)

    private func request(
        _ sources: [NumberedConnector], session: String? = nil, explains: Bool = false
    ) -> LookupRequest {
        let now = self.time.monotonicNow()
        return LookupRequest(
            number: self.first, second: self.second, plan: LookupPlan(connectors: sources.map { GuardedConnector($0) }),
            session: session, audience: .all, receivedAt: now, deadline: now + .seconds(2), explains: explains)
    }

    private func keys(_ numbers: CallerNumber...) -> [NumberKey] { numbers.compactMap(\.key) }

    @Test("Whom the first reading finds is the caller, and the second is not asked about")
    func firstFound() async throws {
        let sources = [NumberedBook("book", [self.first: "One", self.second: "Two"]), NumberedConnector("crm")]
        let context = try await Enricher(time: self.time).lookUp(self.request(sources)).context
        #expect(context.number == self.first && context.matches.map(\.grade) == [.exact])
        #expect(sources.map(\.asked) == [self.keys(self.first), self.keys(self.first)])
    }

    @Test("Where all know nobody by the first, all are asked about the second: its matches are likely, and it is shown")
    func secondFound() async throws {
        let sources = [NumberedBook("book"), NumberedConnector("crm", [self.second: "Two"])]
        let context = try await Enricher(time: self.time).lookUp(self.request(sources)).context
        #expect(context.status == .resolved && context.caller?[.lastName] == "Two")
        #expect(context.number == self.second && context.matches.map(\.grade) == [.national])
        #expect(context.connectors.map(\.outcome) == [.miss, .hit])
        #expect(sources.map(\.asked) == [self.keys(self.first, self.second), self.keys(self.first, self.second)])
    }

    @Test("Address books alone answer at once")
    func atOnce() throws {
        let answer = try #require(
            Enricher(time: self.time).answerAtOnce(self.request([NumberedBook("book", [self.second: "Two"])])))
        #expect(answer.context.number == self.second && answer.reusableUntil != nil)
    }

    @Test("Whom nobody knows is shown by the first reading")
    func nobody() async throws {
        let context = try await Enricher(time: self.time).lookUp(self.request([NumberedBook("book"), NumberedConnector("crm")]))
            .context
        #expect(context.status == .unknown && context.number == self.first && context.isComplete)
    }

    @Test(
        "A fault is no miss", arguments: [ConnectorError.timeout, .connectError, .http5xx(retryAfter: .seconds(9)), .authError])
    func faults(error: ConnectorError) async throws {
        let sources = [NumberedBook("book", [self.second: "Two"]), NumberedConnector("crm", failure: error)]
        let context = try await Enricher(time: self.time).lookUp(self.request(sources)).context
        #expect(context.status == .partial && context.number == self.first)
        #expect(sources[0].asked == self.keys(self.first))
    }

    @Test("An explanation tells of both readings, without either number")
    func explained() async throws {
        let sources = [NumberedBook("book"), NumberedConnector("crm", [self.second: "Two"])]
        let context = try await Enricher(time: self.time).lookUp(self.request(sources, explains: true)).context
        let trace = try #require(context.trace)
        #expect(trace.map(\.kind) == [.number, .ask, .ask, .number, .ask, .ask, .choose, .field, .field])
        #expect(!trace.contains { $0.reason.contains("23125") })
    }

    @Test("A session's card comes by the second reading, also where the first round ends after the lookup was answered")
    func sessions() async throws {
        let enricher = Enricher(time: self.time)
        let book = NumberedBook("book", [self.second: "Two"])
        let slow = ScriptedConnector("slow")
        let now = self.time.monotonicNow()
        enricher.retain("c-1", service: "support", number: self.first)
        enricher.lookUpBehind(
            LookupRequest(
                number: self.first, second: self.second,
                plan: LookupPlan(connectors: [GuardedConnector(book), GuardedConnector(slow)]), session: "c-1",
                audience: .only(["support"]), receivedAt: now, deadline: now))
        #expect(enricher.caller(of: "c-1", for: .all).number == self.first)
        #expect(enricher.caller(of: "c-1", for: .all).context?.matches.isEmpty == true)
        await slow.waitForQuestions(1)
        await slow.release(.success([]))
        await slow.waitForQuestions(2)
        // The question goes out a moment before the card is shown.
        while enricher.caller(of: "c-1", for: .all).number != self.second { await Task.yield() }
        #expect(enricher.caller(of: "c-1", for: .all).context?.matches.map(\.grade) == [.national])
        #expect(enricher.caller(of: "c-1", for: .all).context?.isComplete == false)
        await slow.release(.success([.exact([.firstName: "Tom", .lastName: "Two"])]))
        while enricher.caller(of: "c-1", for: .all).context?.isComplete != true { await Task.yield() }
        #expect(enricher.caller(of: "c-1", for: .all).context?.matches.count == 2)
        #expect(book.asked == self.keys(self.first, self.second))
    }

    @Test("Forgetting either reading forgets the session's caller and the kept answers of both", arguments: [true, false])
    func forgetting(isFirst: Bool) async throws {
        let enricher = Enricher(time: self.time)
        let source = NumberedConnector("crm", [self.second: "Two"])
        _ = try await enricher.lookUp(self.request([source], session: "c-1"))
        let one = NumberReadings(isFirst ? self.first : self.second)
        #expect(enricher.forget(one, within: .all, connectors: []).contexts == 1)
        _ = try await enricher.lookUp(self.request([source], session: "c-2"))
        let both = NumberReadings(self.first, second: self.second)
        let counts = enricher.forget(both, within: .all, connectors: [])
        #expect(counts.contexts == 1 && counts.answers == 2)
    }

    @Test("What a webhook has stated of the second reading is found where the first finds nobody")
    func pushes() async throws {
        let enricher = Enricher(time: self.time)
        let statement = CallerStatement(fields: [.lastName: "Pushed"])
        enricher.push(statement, as: ConnectorID("hook")!, from: "key", about: self.second, scope: .all)
        let found = try await enricher.lookUp(self.request([NumberedBook("book")])).context
        #expect(found.number == self.second && found.matches.map(\.grade) == [.national])
        enricher.push(statement, as: ConnectorID("hook")!, from: "key", about: self.first, scope: .all)
        let own = try await enricher.lookUp(self.request([NumberedBook("book")])).context
        #expect(own.number == self.first && own.matches.map(\.grade) == [.exact])
    }

    @Test("The address that came with the number stays when the second reading finds the caller")
    func address() async throws {
        let enricher = Enricher(time: self.time)
        enricher.retain("c-1", service: "support", number: self.first, address: IPAddress(reading: "192.0.2.7"))
        let now = self.time.monotonicNow()
        enricher.lookUpBehind(
            LookupRequest(
                number: self.first, second: self.second,
                plan: LookupPlan(connectors: [GuardedConnector(NumberedBook("book", [self.second: "Two"]))]), session: "c-1",
                audience: .only(["support"]), receivedAt: now, deadline: now))
        #expect(enricher.caller(of: "c-1", for: .all).number == self.second)
        #expect(enricher.address(of: "c-1", for: .all) == IPAddress(reading: "192.0.2.7"))
    }
}
