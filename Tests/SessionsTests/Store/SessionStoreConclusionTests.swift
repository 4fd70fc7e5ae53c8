import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("S35 S42 What users save about calls")
struct SessionStoreConclusionTests {
    /// A store with a call that Anna took and that is over.
    private func withTakenCall(_ bench: SessionStoreBench = SessionStoreBench(), _ body: (SessionStoreBench) async throws -> Void)
        async throws
    {
        try await withStore(bench) { bench in
            try await bench.post(.accepted, anna)
            try await bench.post(.ended)
            try await body(bench)
        }
    }

    @Test("It is durable before it is acknowledged, and pages hear of it")
    func saved() async throws {
        try await self.withTakenCall { bench in
            let page = try bench.page()
            let entry = try await bench.conclude()
            #expect(entry.conclusion?.tags == ["callback"] && !entry.isOpen)
            #expect(entry.conclusion?.savedAt == bench.time.wallNow())
            #expect(try await bench.journal.kept("c-1")?.conclusions[anna] == entry.conclusion)
            #expect(await bench.items(page) == [.concluded("c-1"), .entry("c-1")])
        }
    }

    @Test("Of many that race one is saved, and all others are refused", arguments: [true, false])
    func races(shareBatch: Bool) async throws {
        try await self.withTakenCall(SessionStoreBench(limits: .init(batch: shareBatch ? 256 : 1))) { bench in
            let results = await withTaskGroup { group in
                for number in 0..<20 {
                    group.addTask {
                        await bench.refusal { () throws(SessionStoreError) in try await bench.conclude(tags: ["tag \(number)"]) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count { $0 == nil } == 1)
            #expect(results.count { $0 == .conclusion(.alreadyConcluded) } == 19)
            let uses = try await bench.journal.keptTags().map(\.uses)
            #expect(uses == [1])
        }
    }

    @Test("Where the journal can't have it nothing is saved, and it can be saved later")
    func trouble() async throws {
        try await self.withTakenCall { bench in
            bench.journal.fails(.unavailable(.full))
            let refusal = await bench.refusal { () throws(SessionStoreError) in try await bench.conclude() }
            #expect(refusal == .journal(.unavailable(.full)))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.interaction(of: anna)?.isOpen == true)
            bench.journal.fails(nil)
            let entry = try await bench.conclude()
            #expect(entry.conclusion != nil)
            let uses = try await bench.journal.keptTags().map(\.uses)
            #expect(uses == [1])
        }
    }

    @Test("Who has no entry, and what is no session, is not there", arguments: [("c-1", ben), ("c-1", eve), ("c-2", anna)])
    func notThere(session: String, user: String) async throws {
        try await self.withTakenCall { bench in
            let refusal = await bench.refusal { () throws(SessionStoreError) in try await bench.conclude(session, by: user) }
            #expect(refusal == .notFound && bench.journal.sizes.count == 2)
        }
    }

    @Test("Nor is a call of a service that the credential does not reach")
    func foreign() async throws {
        try await self.withTakenCall { bench in
            let refusal = await bench.refusal { () throws(SessionStoreError) in
                try await bench.store.conclude(
                    ConclusionDraft(), session: "c-1", by: anna, scope: .only(["sales"]), holdsNumber: { _ in false })
            }
            #expect(refusal == .notFound)
        }
    }

    @Test("What can't be saved as it is, is refused with its faults, and nothing is written")
    func faulty() async throws {
        try await self.withTakenCall { bench in
            let refusal = await bench.refusal { () throws(SessionStoreError) in
                try await bench.store.conclude(
                    ConclusionDraft(tags: ["030 23125123"]), session: "c-1", by: anna, scope: .all, holdsNumber: { _ in true })
            }
            #expect(refusal == .conclusion(.faults([.tag(0, .number)])))
            #expect(bench.journal.sizes.count == 2)
        }
    }

    @Test("A call that left memory is taken up from the journal")
    func fromJournal() async throws {
        try await withStore { bench in
            let call = CallSession.inbound(Happening(.accepted, 0, anna), Happening(.ended, 9))
            try await bench.journal.keep(call)
            #expect(try await bench.conclude(call.id).conclusion?.outcome == .accepted)
            #expect(try await bench.journal.kept(call.id)?.conclusions.count == 1)
        }
    }

    @Test("Tags are counted for suggestions, and come back with the caller where the owner and the caller's digest let them")
    func recall() async throws {
        let digest = [UInt8](repeating: 7, count: 32)
        for (isOn, given) in [(true, digest), (true, nil), (false, digest)] as [(Bool, [UInt8]?)] {
            try await self.withTakenCall(SessionStoreBench(tagRecall: isOn)) { bench in
                _ = try await bench.conclude(tags: ["callback", "vip"], recall: given)
                #expect(try await bench.journal.keptTags().map(\.text).sorted() == ["callback", "vip"])
                let recalled = try await bench.journal.recalled(digest).sorted()
                #expect(recalled == (isOn && given != nil ? ["callback", "vip"] : []))
                try await bench.store.forgetRecall(digest: digest, within: .all)
                #expect(try await bench.journal.recalled(digest).isEmpty)
            }
        }
    }
}
