import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("The store with many writers and readers", .timeLimit(.minutes(5)))
struct SessionStoreConcurrencyTests {
    private struct Posting {
        let session: String
        let event: String
        let isKept: Bool
    }

    private func events(_ session: CallSession?) -> Set<String> {
        Set(session.map { $0.delta(since: nil).events.map(\.id) } ?? [])
    }

    @Test("What was acknowledged is in memory and in the journal, what was refused is in neither, however the journal fails")
    func acknowledged() async throws {
        try await withStore { bench in
            let postings = try await race(steps: 50) { racer -> Posting in
                // One of them breaks and mends the journal.
                if racer.index == 0 { bench.journal.fails(racer.below(3) == 0 ? .unavailable(.full) : nil) }
                let (session, event) = ("c-\(racer.below(5))", "e-\(racer.index)-\(racer.step)")
                let before = self.events(bench.store.sessionInMemory(session, within: .all))
                let user = [nil, anna, ben][racer.below(3)]
                do throws(SessionStoreError) {
                    let call = try await bench.post(user == nil ? .queued : .offered, user, of: session, id: event)
                    #expect(self.events(call).contains(event))
                    #expect(self.events(bench.store.sessionInMemory(session, within: .all)).isSuperset(of: before.union([event])))
                    return Posting(session: session, event: event, isKept: true)
                } catch {
                    #expect(error == .journal(.unavailable(.full)))
                    return Posting(session: session, event: event, isKept: false)
                }
            }
            #expect(postings.contains { $0.isKept })
            for number in 0..<5 {
                let session = "c-\(number)"
                let expected = Set(postings.filter { $0.session == session && $0.isKept }.map(\.event))
                #expect(self.events(bench.store.sessionInMemory(session, within: .all)) == expected)
                let kept = try await bench.journal.kept(session)
                #expect(self.events(kept) == expected)
            }
            #expect(bench.store.figures.waiting == 0)
        }
    }

    @Test("A stop while requests come answers each of them, and what was acknowledged is kept")
    func stopping() async throws {
        for _ in 0..<20 {
            let bench = SessionStoreBench()
            bench.run()
            let kept = try await race(8, steps: 10) { racer -> String? in
                if racer.index == 0, racer.step == 5 { bench.store.close() }
                let event = "e-\(racer.index)-\(racer.step)"
                let refusal = await bench.refusal { () async throws(SessionStoreError) in
                    try await bench.post(.queued, id: event)
                }
                #expect(refusal == nil || refusal == .overloaded)
                return refusal == nil ? event : nil
            }
            await bench.end()
            let session = try await bench.journal.kept("c-1")
            #expect(self.events(session) == Set(kept.compactMap(\.self)))
        }
    }
}
