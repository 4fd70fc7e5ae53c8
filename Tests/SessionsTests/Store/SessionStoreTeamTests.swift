import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("S4 S68 Who is active, and who leaves the team")
struct SessionStoreTeamTests {
    @Test("Whoever becomes active sees the calls that wait, at once; calls under way stay with those who have them")
    func activating() async throws {
        try await withStore { bench in
            try await bench.store.activate([], of: ["support"], for: ben)
            try await bench.post(.queued, of: "c-1")
            try await bench.post(.queued, of: "c-2")
            try await bench.post(.accepted, anna, of: "c-2")
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.interaction(of: ben) == nil)
            let page = try bench.page(of: ben)
            try await bench.store.activate(["support"], of: ["support"], for: ben)
            #expect(await bench.items(page) == [.entry("c-1")])
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.interaction(of: ben)?.state == .incoming)
            #expect(bench.store.sessionInMemory("c-2", within: .all)?.interaction(of: ben) == nil)
            #expect(try await bench.journal.kept("c-1")?.audience == [anna, ben, cleo])
        }
    }

    @Test("Switching off takes nothing away, and brings nothing new")
    func deactivating() async throws {
        try await withStore { bench in
            try await bench.post(.queued, of: "c-1")
            try await bench.store.activate([], of: ["support"], for: ben)
            try await bench.post(.queued, of: "c-2")
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.interaction(of: ben)?.isLive == true)
            #expect(bench.store.sessionInMemory("c-2", within: .all)?.interaction(of: ben) == nil)
            #expect(bench.store.sessionInMemory("c-2", within: .all)?.users == [anna, cleo])
        }
    }

    @Test("Switches of services that the credential does not reach stay as they are")
    func outOfReach() async throws {
        try await withStore { bench in
            try await bench.store.activate([], of: ["support", "sales"], for: anna)
            #expect(bench.store.inactiveServices(of: anna) == ["support", "sales"])
            try await bench.store.activate(["support"], of: ["support"], for: anna)
            #expect(bench.store.inactiveServices(of: anna) == ["sales"])
            try await bench.store.activate(["sales"], of: ["sales"], for: anna)
            #expect(bench.store.inactiveServices(of: anna).isEmpty)
        }
    }

    @Test("Switches are durable, and where the journal can't have one nothing has changed")
    func durable() async throws {
        try await withStore { bench in
            try await bench.store.activate([], of: ["support"], for: ben)
            #expect(try await bench.journal.start().inactiveServices == [ben: ["support"]])
            bench.journal.fails(.unavailable(.io))
            let refusal = await bench.refusal { () throws(SessionStoreError) in
                try await bench.store.activate(["support"], of: ["support"], for: ben)
            }
            #expect(refusal == .journal(.unavailable(.io)) && bench.store.inactiveServices(of: ben) == ["support"])
            bench.journal.fails(nil)
            try await bench.store.activate(["support"], of: ["support"], for: ben)
            #expect(try await bench.journal.start().inactiveServices.isEmpty)
        }
    }

    @Test("Whoever leaves the members loses live entries at once, and keeps past ones")
    func leaving() async throws {
        try await withStore { bench in
            try await bench.post(.queued, of: "c-1")
            try await bench.post(.offered, ben, of: "c-1")
            try await bench.post(.offered, ben, of: "c-2")
            try await bench.post(.declined, ben, of: "c-2")
            let (leaver, other) = (try bench.page(of: ben), try bench.page(of: anna))
            try await bench.store.leave([ben], service: "support")
            #expect(await bench.items(leaver) == [.removed("c-1")])
            #expect(bench.store.sessionInMemory("c-2", within: .all)?.interaction(of: ben)?.outcome == .declined)
            #expect(try await bench.journal.kept("c-1")?.interaction(of: ben) == nil)
            bench.feed.publish(.context("marker"), to: anna)
            #expect(await bench.items(other) == [.context("marker")])
        }
    }

    @Test("Calls of other services, and a team that nobody leaves, stay as they are")
    func leavingNothing() async throws {
        try await withStore { bench in
            try await bench.post(.queued, of: "c-1")
            let sizes = bench.journal.sizes
            try await bench.store.leave([anna], service: "sales")
            try await bench.store.leave([], service: "support")
            #expect(bench.journal.sizes == sizes)
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.users == [anna, ben, cleo])
        }
    }

    @Test("Pages that show a call hear that its caller is known better; of calls that are not in memory nobody hears")
    func contexts() async throws {
        try await withStore { bench in
            try await bench.post(.offered, anna)
            let (shown, other) = (try bench.page(of: anna), try bench.page(of: ben))
            bench.store.contextChanged(of: "c-1")
            bench.store.contextChanged(of: "c-2")
            for user in [anna, ben] { bench.feed.publish(.context("marker"), to: user) }
            #expect(await bench.items(shown) == [.context("c-1"), .entry("c-1"), .context("marker")])
            #expect(await bench.items(other) == [.context("marker")])
        }
    }
}
