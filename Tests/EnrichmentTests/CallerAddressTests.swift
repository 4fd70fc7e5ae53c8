import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("S14 S21 The internet address of a caller")
struct CallerAddressTests {
    private let enricher: Enricher
    private let time = ManualTime()
    private let address = IPAddress(bytes: [192, 0, 2, 7])

    init() { self.enricher = Enricher(time: self.time) }

    private func hold(_ number: CallerNumber?, _ address: IPAddress?) {
        self.enricher.retain("c-1", service: "support", number: number, address: address)
    }

    private func lookUp(_ number: CallerNumber) async throws {
        let now = self.time.monotonicNow()
        _ = try await self.enricher.lookUp(
            LookupRequest(
                number: number, plan: LookupPlan(connectors: []), session: "c-1", audience: .only(["support"]), receivedAt: now,
                deadline: now))
    }

    @Test("It is held with the call, whatever is told later of the same caller")
    func held() async throws {
        self.hold(.sample(), self.address)
        try await self.lookUp(.sample())
        self.hold(nil, nil)
        self.hold(.sample(), nil)
        #expect(self.enricher.address(of: "c-1", for: .all) == self.address)
        #expect(self.enricher.address(of: "c-2", for: .all) == nil)
    }

    @Test("It may be told before the number, and after")
    func anyOrder() async throws {
        self.hold(nil, self.address)
        try await self.lookUp(.sample())
        #expect(self.enricher.address(of: "c-1", for: .all) == self.address)
        let moved = IPAddress(bytes: [198, 51, 100, 7])
        self.hold(nil, moved)
        #expect(self.enricher.address(of: "c-1", for: .all) == moved)
    }

    @Test("It never becomes another caller's")
    func anotherCaller() async throws {
        self.hold(.sample(), self.address)
        try await self.lookUp(.sample())
        self.hold(.sample(124), nil)
        try await self.lookUp(.sample(124))
        #expect(self.enricher.address(of: "c-1", for: .all) == nil)
        self.hold(.sample(), self.address)
        try await self.lookUp(.sample())
        #expect(self.enricher.address(of: "c-1", for: .all) == self.address)
    }

    @Test("It goes with the caller: after the retention, and when the number is forgotten")
    func forgotten() async throws {
        self.hold(.sample(), self.address)
        try await self.lookUp(.sample())
        _ = self.enricher.forget(.sample(), within: .all, connectors: [])
        #expect(self.enricher.address(of: "c-1", for: .all) == nil)
        self.hold(.sample(), self.address)
        self.enricher.release("c-1", after: .seconds(300))
        #expect(self.enricher.address(of: "c-1", for: .all) == self.address)
        self.time.advance(by: .seconds(301))
        #expect(self.enricher.address(of: "c-1", for: .all) == nil)
    }
}
