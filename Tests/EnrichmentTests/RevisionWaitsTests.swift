import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("X3 Calls that wait for news")
struct RevisionWaitsTests {
    private let time = ManualTime()

    private func waits(limit: Int = 8, share: Int = 2) -> RevisionWaits {
        RevisionWaits(time: self.time, limit: limit, share: share)
    }

    private func waiting(
        _ waits: RevisionWaits, _ session: String = "c-1", as key: String = "flow1", for duration: Duration = .seconds(30)
    ) -> Task<Void, any Error> {
        let deadline = self.time.monotonicNow() + duration
        return Task { try await waits.wait(for: session, above: 1, as: key, until: deadline) { false } }
    }

    @Test("X3 In a full room the key with most gives its oldest wait to a key with fewer: that one is answered at once")
    func fairShares() async throws {
        let waits = self.waits(limit: 4, share: 3)
        var held: [Task<Void, any Error>] = []
        for count in 1...3 {
            held.append(self.waiting(waits))
            await self.time.waitForSleepers(count)
        }
        let others = [self.waiting(waits, as: "flow2")]
        await self.time.waitForSleepers(4)
        let next = self.waiting(waits, as: "flow2")
        try await held[0].value
        await self.time.waitForSleepers(4)
        // Two each: nobody has more than its share.
        await #expect(throws: WaitRefusal.full) { try await self.waiting(waits, as: "flow2").value }
        #expect(waits.count == 4)
        for wait in held.dropFirst() + others + [next] {
            wait.cancel()
            try await wait.value
        }
        #expect(waits.count == 0 && waits.sessions == 0)
    }

    @Test("Whatever ends a wait, nothing is left of it", arguments: ["news", "time", "cancelled", "closed", "there"])
    func endings(reason: String) async throws {
        let waits = self.waits()
        if reason == "there" {
            try await waits.wait(for: "c-1", above: 1, as: "flow1", until: self.time.monotonicNow() + .seconds(30)) { true }
        } else {
            let wait = self.waiting(waits)
            await self.time.waitForSleepers(1)
            #expect(waits.count == 1 && waits.sessions == 1)
            switch reason {
            case "news": waits.resume(at: 2, of: "c-1")
            case "time": self.time.advance(by: .seconds(30))
            case "cancelled": wait.cancel()
            default: waits.close()
            }
            try await wait.value
        }
        #expect(waits.count == 0 && waits.sessions == 0 && self.time.sleepers == 0)
    }

    @Test("A revision that is known already, and another session's, are no news")
    func noNews() async throws {
        let waits = self.waits()
        let wait = self.waiting(waits)
        await self.time.waitForSleepers(1)
        waits.resume(at: 1, of: "c-1")
        waits.resume(at: 2, of: "c-2")
        for _ in 0..<100 { await Task.yield() }
        #expect(waits.count == 1)
        waits.resume(at: 2, of: "c-1")
        try await wait.value
    }

    @Test("A key over its share is refused, others still wait; a wait that ends makes room for the next")
    func shares() async throws {
        let waits = self.waits()
        let held = [self.waiting(waits), self.waiting(waits)]
        await self.time.waitForSleepers(2)
        await #expect(throws: WaitRefusal.share) { try await self.waiting(waits).value }
        let other = self.waiting(waits, as: "flow2")
        await self.time.waitForSleepers(3)
        held[0].cancel()
        try await held[0].value
        let next = self.waiting(waits)
        await self.time.waitForSleepers(3)
        #expect(waits.count == 3)
        waits.close()
        for wait in [held[1], other, next] { try await wait.value }
        // Nobody waits for a server that stops.
        try await self.waiting(waits).value
        #expect(waits.count == 0)
    }

    @Test("A task that was cancelled before it waits does not wait")
    func cancelledBefore() async throws {
        let waits = self.waits()
        let wait = Task {
            while !Task.isCancelled { await Task.yield() }
            try await waits.wait(for: "c-1", above: 1, as: "flow1", until: self.time.monotonicNow() + .seconds(30)) { false }
        }
        wait.cancel()
        try await wait.value
        #expect(waits.count == 0 && self.time.sleepers == 0)
    }

    @Test("Waits take no place of a lookup, however many there are, and lookups none of theirs")
    func lookupsHaveTheirOwn() async throws {
        let slow = ScriptedConnector("slow")
        let enricher = Enricher(
            time: self.time, limits: .init(waitingLookups: 1, waitingContexts: 4, waitingContextsPerKey: 4))
        func request(_ session: String?, _ sources: [GuardedConnector], _ number: CallerNumber = .sample()) -> LookupRequest {
            let now = self.time.monotonicNow()
            return LookupRequest(
                number: number, plan: LookupPlan(connectors: sources), session: session, audience: .all, receivedAt: now,
                deadline: now + .seconds(2)
            )
        }
        func wait() -> Task<CallerContext?, any Error> {
            let deadline = self.time.monotonicNow() + .seconds(30)
            return Task { try await enricher.context(of: "c-1", for: .all, as: "flow1", above: 1, until: deadline) }
        }
        _ = try await enricher.lookUp(request("c-1", []))
        let waits = (0..<4).map { _ in wait() }
        while enricher.figures.waitingContexts < 4 { await Task.yield() }
        await #expect(throws: WaitRefusal.self) { try await wait().value }
        let lookup = Task { try await enricher.lookUp(request("c-2", [GuardedConnector(slow)])).context }
        await slow.waitForQuestions(1)
        await #expect(throws: EnricherOverload.self) {
            try await enricher.lookUp(request("c-3", [GuardedConnector(slow)], .sample(4)))
        }
        // One that has nobody to wait for needs no place.
        #expect(try await enricher.lookUp(request("c-1", [])).context.revision == 1)
        waits[0].cancel()
        #expect(try await waits[0].value?.revision == 1)
        _ = wait()
        while enricher.figures.waitingContexts < 4 { await Task.yield() }
        await slow.release(.success([.exact([.lastName: "Meier"])]))
        #expect(try await lookup.value.status == .resolved)
        self.time.advance(by: .seconds(30))
        while enricher.figures.waitingContexts > 0 { await Task.yield() }
    }
}
