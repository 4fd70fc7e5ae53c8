import TestSupport
import Testing

@testable import Enrichment

@Suite("Places that lookups fight over", .timeLimit(.minutes(5)))
struct LookupSlotsConcurrencyTests {
    @Test("Never more than there are have one, and all are free in the end")
    func limit() async throws {
        let (slots, gauge) = (LookupSlots(limit: 3), Gauge())
        let entries = try await race(16) { _ in
            guard slots.enter() else { return 0 }
            gauge.enter()
            await Task.yield()
            gauge.leave()
            slots.leave()
            return 1
        }
        #expect(entries.contains(1) && (1...3).contains(gauge.most))
        #expect(slots.taken == 0 && slots.hasSlot)
    }
}
