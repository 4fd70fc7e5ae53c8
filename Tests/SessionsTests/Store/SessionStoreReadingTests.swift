import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("S47 Lists made of memory and journal")
struct SessionStoreReadingTests {
    /// A store with live calls `live-0 …` and past ones `past-0 …` of Anna, the latest last; a second apart.
    private func withCalls(live: Int, past: Int, _ body: (SessionStoreBench) async throws -> Void) async throws {
        try await withStore { bench in
            for number in 0..<past {
                try await bench.post(.offered, anna, of: "past-\(number)", ago: .seconds(1_000 - number))
                try await bench.post(.ended, of: "past-\(number)", ago: .seconds(1_000 - number))
            }
            for number in 0..<live { try await bench.post(.offered, anna, of: "live-\(number)", ago: .seconds(100 - number)) }
            try await body(bench)
        }
    }

    private func page(_ store: SessionStore, _ query: ListingQuery) async throws(SessionStoreError) -> (
        ids: [String], hasMore: Bool
    ) {
        let (entries, hasMore) = try await store.page(query)
        return (entries.map(\.session), hasMore)
    }

    @Test("The latest comes first, live and past together, each once")
    func order() async throws {
        try await self.withCalls(live: 2, past: 2) { bench in
            let (ids, hasMore) = try await self.page(bench.store, ListingQuery(user: anna, scope: .all, limit: 10))
            #expect(ids == ["live-1", "live-0", "past-1", "past-0"] && !hasMore)
        }
    }

    @Test(
        "A page has as many as it may, and tells whether there are more",
        arguments: [(1, true), (3, true), (4, false), (5, false)])
    func limits(limit: Int, hasMore: Bool) async throws {
        try await self.withCalls(live: 2, past: 2) { bench in
            let page = try await self.page(bench.store, ListingQuery(user: anna, scope: .all, limit: limit))
            #expect(page.ids == Array(["live-1", "live-0", "past-1", "past-0"].prefix(limit)) && page.hasMore == hasMore)
        }
    }

    @Test("Page after page each entry comes once, whatever the size", arguments: [1, 2, 3])
    func paging(limit: Int) async throws {
        try await self.withCalls(live: 3, past: 4) { bench in
            var (ids, query, hasMore) = ([String](), ListingQuery(user: anna, scope: .all, limit: limit), true)
            while hasMore, ids.count < 20 {
                let page = try await bench.store.page(query)
                ids += page.entries.map(\.session)
                (query.after, hasMore) = (page.entries.last?.place, page.hasMore)
            }
            #expect(ids == ["live-2", "live-1", "live-0", "past-3", "past-2", "past-1", "past-0"])
        }
    }

    @Test("Outcomes, services and searches narrow live and past calls alike")
    func narrowing() async throws {
        try await self.withCalls(live: 1, past: 1) { bench in
            try await bench.post(.offered, anna, of: "sold", service: "sales")
            func ids(_ change: (inout ListingQuery) -> Void) async throws -> [String] {
                var query = ListingQuery(user: anna, scope: .all, limit: 10)
                change(&query)
                return try await self.page(bench.store, query).ids
            }
            #expect(try await ids { $0.scope = .only(["sales"]) } == ["sold"])
            #expect(try await ids { $0.scope = .only([]) } == [])
            #expect(try await ids { $0.outcomes = [.abandoned] } == ["past-0"])
            #expect(try await ids { $0.outcomes = [.accepted] } == [])
            #expect(try await ids { $0.search = .init(services: ["sales"], sessions: ["past-0"]) } == ["sold", "past-0"])
            #expect(try await ids { $0.search = .init(services: [], sessions: []) } == [])
        }
    }

    @Test("Others' calls are in nobody's list")
    func others() async throws {
        try await self.withCalls(live: 1, past: 1) { bench in
            let ids = try await self.page(bench.store, ListingQuery(user: ben, scope: .all, limit: 10)).ids
            #expect(ids == [])
        }
    }

    @Test("Where the journal can't be read the list says so, unless nothing could be found there")
    func trouble() async throws {
        try await self.withCalls(live: 1, past: 1) { bench in
            bench.journal.failsReading(.unavailable(.io))
            let query = ListingQuery(user: anna, scope: .all, limit: 10)
            #expect(
                await bench.refusal { () throws(SessionStoreError) in try await self.page(bench.store, query).ids }
                    == .journal(.unavailable(.io)))
            let nothing = ListingQuery(user: anna, scope: .all, search: .init(services: [], sessions: []), limit: 10)
            let ids = try await self.page(bench.store, nothing).ids
            #expect(ids == [])
            #expect(
                await bench.refusal { () throws(SessionStoreError) in try await bench.store.session("past-9", within: .all) }
                    == .journal(.unavailable(.io)))
            let inMemory = try await bench.store.session("live-0", within: .all)
            #expect(inMemory?.isLive == true)
        }
    }

    @Test("A user is in a call by the live calls within reach")
    func isLive() async throws {
        try await self.withCalls(live: 1, past: 1) { bench in
            #expect(bench.store.isLive(anna, scope: .all) && bench.store.isLive(anna, scope: .only(["support"])))
            #expect(!bench.store.isLive(anna, scope: .only(["sales"])) && !bench.store.isLive(ben, scope: .all))
            try await bench.post(.ended, of: "live-0")
            #expect(!bench.store.isLive(anna, scope: .all))
        }
    }

    @Test("Reports read sessions by their start, live ones too")
    func reports() async throws {
        try await self.withCalls(live: 1, past: 2) { bench in
            let query = ReportQuery(from: WallTime(milliseconds: .min), to: WallTime(milliseconds: .max), scope: .all, limit: 10)
            let started = try await bench.store.started(query).map(\.id)
            #expect(started == ["past-0", "past-1", "live-0"])
            bench.journal.failsReading(.corrupt)
            #expect(
                await bench.refusal { () throws(SessionStoreError) in try await bench.store.started(query) } == .journal(.corrupt)
            )
        }
    }
}
