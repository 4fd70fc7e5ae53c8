import ApplicationTestSupport
import CallModel
import Enrichment
import StrictJSON
import TestSupport
import Testing

@testable import Application

@Suite("Looking callers up")
struct CallerLookupTests {
    private let bench = Bench()

    private func request(_ query: LookupQuery, by principal: Principal = Bench.switchboard) throws(Refusal) -> LookupRequest {
        try self.bench.useCases.lookup.request(
            query, by: principal, in: self.bench.useCases.engines.runtimeStore.current,
            receivedAt: self.bench.time.monotonicNow())
    }

    private func code(_ query: LookupQuery, by principal: Principal = Bench.switchboard) -> Refusal.Code? {
        do throws(Refusal) {
            _ = try self.request(query, by: principal)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("A key of one service means that one, and its region")
    func ownService() throws {
        let request = try self.request(LookupQuery(number: "030 23125123"))
        #expect(request.audience == .only(["support"]) && request.plan.settings?.id == "support")
        #expect(request.deadline - request.receivedAt == .seconds(2))
    }

    @Test("The region of a lookup is its own, else its service's, else the configuration's")
    func region() throws {
        #expect(try self.request(LookupQuery(number: "+493023125123", region: Region("GB"))).region == Region("GB"))
        #expect(try self.request(LookupQuery(number: "+493023125123")).region == Region("DE"))
        #expect(try self.request(LookupQuery(number: "+493023125123"), by: Bench.administrator).region == Region("DE"))
        var options = InMemoryEngines.Options()
        options.support["region"] = .string("FR")
        let engines = InMemoryEngines(options).engines
        let french = try UseCases(engines, encodings: []).lookup.request(
            LookupQuery(number: "+493023125123"), by: Bench.switchboard, in: engines.runtimeStore.current,
            receivedAt: self.bench.time.monotonicNow())
        #expect(french.region == Region("FR"))
    }

    @Test("A key of all services asks all connectors, without contexts of a service")
    func allServices() throws {
        let request = try self.request(LookupQuery(number: "+493023125123"), by: Bench.administrator)
        #expect(request.audience == .all && request.plan.settings == nil)
    }

    @Test("A service out of scope is unknown, also where there is one of that id", arguments: ["sales", "nobody"])
    func foreignService(id: String) {
        #expect(self.code(LookupQuery(number: "+493023125123", service: id)) == .serviceNotFound)
    }

    @Test("Explanations are for owners and operators")
    func explanations() {
        let query = LookupQuery(number: "+493023125123", explains: true)
        #expect(self.code(query) == .forbidden && self.code(query, by: Bench.owner) == nil)
    }

    @Test("A number that can't be read is a fault of that member")
    func unreadableNumber() {
        let refusal = #expect(throws: Refusal.self) { try self.request(LookupQuery(number: "12")) }
        #expect(refusal?.code == .invalidNumber && refusal?.faults.map(\.member) == [["number"]])
    }

    @Test("Whoever is known at once is answered without waiting")
    func answer() async throws {
        let answer = try await self.bench.useCases.lookup.answer(try self.request(LookupQuery(number: "+493023125123")))
        #expect(answer.context.caller?[.displayName] == "Anna Meier" && answer.context.status == .resolved)
    }

    @Test("A session that nobody has heard of has no context")
    func unknownSession() async {
        let now = self.bench.time.monotonicNow()
        let code = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.lookup.context(of: "c-9", for: Bench.administrator, above: 0, until: now)
        }
        #expect(code == .sessionNotLive)
    }
}
