import CallModel
import TestSupport
import Testing

@testable import Enrichment

@Suite("Lookups of events that find no place")
struct PostponedLookupsTests {
    private static let start = MonotonicTime(nanoseconds: 0)

    private func request(_ last: Int = 123) -> LookupRequest {
        LookupRequest(
            number: .sample(last), plan: LookupPlan(connectors: []), session: "c", audience: .all, receivedAt: Self.start,
            deadline: Self.start)
    }

    @Test("The oldest is first; a session's later lookup takes the place of its earlier one; there is no room beyond the limit")
    func order() {
        var postponed = PostponedLookups(limit: 2)
        #expect(postponed.nextRound == nil)
        let added = [("a", 1), ("b", 2), ("c", 3), ("a", 4)].map { session, lookup in
            postponed.add(self.request(), of: session, lookup: UInt64(lookup), at: Self.start)
        }
        #expect(added == [true, true, false, true])
        #expect(postponed.inOrder.map(\.lookup) == [2, 4] && postponed.count == 2)
        #expect(!postponed.remove("a", lookup: 1) && postponed.remove("a", lookup: 4) && postponed.remove("b"))
        #expect(postponed.nextRound == nil && !postponed.remove("b"))
    }

    @Test("Pauses grow while nothing can start, to a second at most, and begin anew when something could")
    func pauses() {
        var postponed = PostponedLookups(limit: 9)
        var now = Self.start
        _ = postponed.add(self.request(), of: "a", lookup: 1, at: now)
        var pauses: [Duration] = []
        for _ in 0..<7 {
            guard let next = postponed.nextRound else { break }
            pauses.append(next - now)
            now = next
            postponed.endRound(started: 0, at: now)
        }
        #expect(pauses == [50, 100, 200, 400, 800, 1_000, 1_000].map { .milliseconds($0) })
        postponed.endRound(started: 1, at: now)
        #expect(postponed.nextRound == now + .milliseconds(50))
    }

    @Test("A lookup's time is over after ten seconds, to the moment")
    func ends() {
        var postponed = PostponedLookups(limit: 9)
        _ = postponed.add(self.request(), of: "a", lookup: 1, at: Self.start)
        _ = postponed.add(self.request(), of: "b", lookup: 2, at: Self.start + .seconds(1))
        postponed.endRound(started: 0, at: Self.start + .milliseconds(9_950))
        #expect(postponed.nextRound == Self.start + .seconds(10))
        #expect(postponed.removeOver(at: Self.start + .milliseconds(9_999)).isEmpty)
        #expect(postponed.removeOver(at: Self.start + .seconds(10)).map(\.session) == ["a"])
        #expect(postponed.inOrder.map(\.session) == ["b"])
    }

    @Test("Forgetting removes the lookups of a number, and no others")
    func forgetting() throws {
        var postponed = PostponedLookups(limit: 9)
        for (lookup, last) in [1, 2, 1].enumerated() {
            _ = postponed.add(self.request(last), of: "c-\(lookup)", lookup: UInt64(lookup), at: Self.start)
        }
        #expect(postponed.forget(try #require(CallerNumber.sample(1).key), within: .all) == 2)
        #expect(postponed.inOrder.map(\.session) == ["c-1"])
    }
}
