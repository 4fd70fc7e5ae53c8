import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("Lookups that are postponed and tried at once", .timeLimit(.minutes(5)))
struct PostponedLookupStoreConcurrencyTests {
    private static let start = MonotonicTime(nanoseconds: 0)

    private func request(_ last: Int) -> LookupRequest {
        LookupRequest(
            number: .sample(last), plan: LookupPlan(connectors: []), session: "c", audience: .all, receivedAt: Self.start,
            deadline: Self.start)
    }

    @Test("There are never more than may be; each that was added is taken once, forgotten or left")
    func eachOnce() async throws {
        let store = PostponedLookupStore(limit: 100)
        let changes = try await race(8) { racer -> Int in
            // Sessions of their own, so that no lookup takes the place of another.
            let (session, lookup) = ("c-\(racer.index)-\(racer.step)", UInt64(racer.index * 1_000 + racer.step))
            #expect(store.count <= 100)
            switch racer.below(8) {
            case 0:
                return -store.forget(try #require(CallerNumber.sample(racer.below(10)).key), within: .all)
            case 1, 2:
                let taken = store.beginRound(at: Self.start).left.prefix(5).count { store.remove($0.session, lookup: $0.lookup) }
                store.endRound(started: taken, at: Self.start)
                return -taken
            default:
                return store.add(self.request(racer.below(10)), of: session, lookup: lookup, at: Self.start) ? 1 : 0
            }
        }
        #expect(store.count == changes.reduce(0, +) && changes.contains(1))
        let left = store.beginRound(at: Self.start + .seconds(11)).over
        #expect(left.count == changes.reduce(0, +) && store.count == 0 && store.nextRound == nil)
        // The notification is there, however many were added.
        if changes.contains(1) { await store.signal.wait() }
    }
}
