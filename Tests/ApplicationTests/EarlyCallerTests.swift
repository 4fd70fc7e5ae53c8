import ApplicationTestSupport
import CallModel
import Enrichment
import SessionTestSupport
import Sessions
import StrictJSON
import Testing

@testable import Application

@Suite("Callers of events that come before their call is named")
struct EarlyCallerTests {
    private let bench = Bench()
    private static let number = "+493023125123"
    private static let whole = Principal(id: "switch", role: .sessionService, services: .all)
    private static let sales = Principal(id: "sales", role: .sessionService, services: .only(["sales", "billing"]))

    @discardableResult
    private func post(
        _ type: EventType, number: String? = nil, address: IPAddress? = nil, service: String? = nil, user: String? = nil,
        of session: String = "c-1", by principal: Principal = whole
    ) async throws -> Int {
        let draft = EventDraft(id: "e-\(type.rawValue)", type: type, service: service, user: user)
        return try await self.bench.useCases.events.receive(
            .init(draft, number: number, address: address), of: session, from: principal)
    }

    private var caller: (number: CallerNumber?, context: CallerContext?) {
        self.bench.useCases.engines.enricher.caller(of: "c-1", for: .all)
    }

    @Test("A number that came early is looked up once the call is named, and the answer has the card's revision")
    func lateLookup() async throws {
        #expect(try await self.post(.ended, number: "nobody", of: "c-2") == 0)
        #expect(try await self.post(.offered, number: Self.number, user: anna) == 0)
        #expect(self.caller.number == nil && self.bench.useCases.engines.enricher.liveness(of: "c-1", for: .all) == .unknown)
        #expect(try await self.post(.queued, service: "support") == 1)
        #expect(self.caller.context?.caller?[.displayName] == "Anna Meier")
    }

    @Test("A national number is read in the region of the service that it turns out to be for")
    func region() async throws {
        #expect(try await self.post(.accepted, number: "030 23125123", user: anna) == 0)
        #expect(try await self.post(.queued, service: "support") == 1)
        #expect(self.caller.context?.status == .resolved)
    }

    @Test("The last number counts, that of the naming event before all")
    func last() async throws {
        try await self.post(.accepted, number: Self.number, user: anna)
        try await self.post(.offered, number: "+442079460123", user: anna)
        try await self.post(.queued, service: "support")
        #expect(self.caller.context?.status == .unknown)
    }

    @Test("The internet address comes along")
    func address() async throws {
        let address = try #require(IPAddress(reading: "192.0.2.7"))
        try await self.post(.accepted, address: address, user: anna)
        try await self.post(.queued, number: Self.number, service: "support")
        #expect(self.bench.useCases.engines.enricher.address(of: "c-1", for: .all) == address)
        #expect(self.caller.context?.caller?[.displayName] == "Anna Meier")
    }

    @Test("A number from a key that does not reach the service is nobody's")
    func foreign() async throws {
        try await self.post(.accepted, number: Self.number, user: anna, by: Self.sales)
        #expect(try await self.post(.queued, service: "support") == 0)
        #expect(self.caller.number == nil)
    }

    @Test("A call that is over when it is named has no caller")
    func over() async throws {
        try await self.post(.ended, number: Self.number)
        #expect(try await self.post(.queued, service: "support") == 0)
        #expect(self.caller.number == nil)
    }

    @Test("An id that holds the digits of a number that can't be read yet is refused")
    func digitsInID() async throws {
        var options = InMemoryEngines.Options()
        options.region = nil
        let useCases = UseCases(InMemoryEngines(options).engines, encodings: [])
        let accepted = EventDraft(id: "e-1", type: .accepted, user: anna)
        let early = EventReceiver.Event(accepted, number: "030 23125123")
        await #expect(throws: Refusal.self) {
            try await useCases.events.receive(early, of: "c-3023125123", from: Self.whole)
        }
        #expect(try await useCases.events.receive(early, of: "c-7", from: Self.whole) == 0)
    }

    @Test("Forgetting a number forgets it there, too, in any writing")
    func forgetting() async throws {
        try await self.post(.accepted, number: "030 23125123", user: anna)
        try await self.post(.accepted, number: "+442079460123", user: anna, of: "c-2")
        let receipt = try await self.bench.useCases.forgetting.forget(Self.number, for: Bench.administrator)
        #expect(receipt[.pending] == 1)
        #expect(try await self.post(.queued, service: "support") == 0)
        #expect(self.caller.number == nil)
        #expect(try await self.post(.queued, service: "support", of: "c-2") == 1)
    }

    @Test("An event that is refused leaves nothing behind, and one that is repeated says nothing new")
    func nothingLeft() async throws {
        let refused = await self.bench.refusal { () throws(Refusal) in
            let draft = EventDraft(id: "e 1", type: .accepted, user: anna)
            return try await self.bench.useCases.events.receive(
                .init(draft, number: Self.number), of: "c-1", from: Self.whole)
        }
        #expect(refused == .invalidValue)
        try await self.post(.accepted, user: anna)
        try await self.post(.accepted, number: Self.number, user: anna)
        #expect(try await self.post(.queued, service: "support") == 0)
        #expect(self.caller.number == nil)
    }
}
