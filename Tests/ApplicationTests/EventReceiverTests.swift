import CallModel
import Enrichment
import Sessions
import Testing

@testable import Application

@Suite("Receiving events of sessions")
struct EventReceiverTests {
    private let bench = Bench()

    @Test("An event that tells the number makes the caller known to the session's users")
    func caller() async throws {
        try await self.bench.receive(.queued, number: "+493023125123")
        let caller = self.bench.useCases.engines.enricher.caller(of: "c-1", for: .all)
        #expect(caller.number?.key != nil && caller.context?.caller?[.displayName] == "Anna Meier")
    }

    @Test("A number that can't be read refuses no event")
    func unreadableNumber() async throws {
        #expect(try await self.bench.receive(.queued, number: "12") == 0)
    }

    @Test("A session's id must not hold the caller's number")
    func numberInID() async {
        let draft = EventDraft(id: "e-1", type: .queued, direction: .inbound, service: "support")
        let code = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.events.receive(
                .init(draft, number: "+493023125123"), of: "call-3023125123", from: Bench.switchboard)
        }
        #expect(code == .invalidValue)
    }

    @Test("What is wrong with an event is a fault of its member")
    func faults() async {
        let draft = EventDraft(id: "e 1", type: .queued, direction: .inbound, service: "support")
        do throws(Refusal) {
            _ = try await self.bench.useCases.events.receive(.init(draft), of: "c-2", from: Bench.switchboard)
            Issue.record("the event was received")
        } catch {
            #expect(error.faults.map(\.member) == [["id"]] && error.code == .invalidValue)
        }
    }

    @Test("A service out of scope is unknown")
    func foreignService() async {
        let draft = EventDraft(id: "e-1", type: .queued, direction: .inbound, service: "sales")
        let code = await self.bench.refusal { () throws(Refusal) in
            try await self.bench.useCases.events.receive(.init(draft), of: "c-3", from: Bench.switchboard)
        }
        #expect(code == .serviceNotFound)
    }
}
