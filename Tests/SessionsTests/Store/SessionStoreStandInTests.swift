import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("X15 Sessions that the journal has under words, and who finds them")
struct SessionStoreStandInTests {
    private static let standIns = StandIns { Array(($0 + "................").utf8.prefix(16)) }
    private static let (own, foreign) = (ServiceScope.only(["support"]), ServiceScope.only(["sales"]))

    @Test("After a restart a session is known by its word to those who reach it; to others its id and its word are ids like any")
    func restarted() async throws {
        let bench = SessionStoreBench(standIns: Self.standIns)
        let word = Self.standIns.word(for: "c-4711")
        try await bench.journal.keep(.inbound(Happening(.queued, 0)))
        try await bench.journal.commit([.standIn(StandInRecord(session: "c-4711", name: word))])
        bench.store.start(from: try await bench.journal.start())
        for id in ["c-4711", word] {
            #expect(bench.store.name(id, within: Self.own) == word)
            #expect(bench.store.sessionInMemory(id, within: Self.own)?.id == word)
        }
        for id in ["c-4711", word, "c-unknown"] {
            #expect(bench.store.name(id, within: Self.foreign) == id)
            #expect(bench.store.sessionInMemory(id, within: Self.foreign) == nil)
            #expect(try await bench.store.session(id, within: Self.foreign) == nil)
        }
        #expect(bench.store.name("c-unknown", within: Self.own) == "c-unknown")
    }

    @Test("In memory a session keeps its id, and its word leads there, for those who reach it")
    func inMemory() async throws {
        try await withStore(SessionStoreBench(standIns: Self.standIns)) { bench async throws in
            let id = "c-3023125123"
            let word = Self.standIns.word(for: id)
            let draft = EventDraft(
                id: "e-3023125123", type: .queued, at: bench.time.wallNow(), direction: .inbound, service: "support")
            _ = try await bench.store.receive(
                draft, of: id, from: EventSender(key: "switch", scope: .all), digits: { _ in NumberDigits(["3023125123"]) })
            #expect(try await bench.journal.kept(id) == nil)
            #expect(try await bench.journal.kept(word)?.holds(event: "e-3023125123") == false)
            let session = try #require(bench.store.sessionInMemory(id, within: Self.own))
            #expect(session.id == id && bench.store.holds(event: "e-3023125123", in: session))
            for name in [id, word] {
                #expect(bench.store.name(name, within: Self.own) == id)
                #expect(bench.store.name(name, within: Self.foreign) == name)
                #expect(bench.store.sessionInMemory(name, within: Self.foreign) == nil)
                let refusal = await bench.refusal { () async throws(SessionStoreError) in
                    try await bench.post(.offered, anna, of: name, scope: Self.foreign)
                }
                #expect(refusal == .sessionNotFound)
            }
            #expect(try await bench.post(.offered, anna, of: word).id == id && bench.store.figures.live == 1)
        }
    }

    @Test("That events wait for a session is known to their key, and to those who reach as much")
    func waiting() async throws {
        try await withStore { bench async throws in
            let both = ServiceScope.only(["support", "sales"])
            #expect(try await bench.tell(.accepted, anna, by: "switch", scope: both) == nil)
            #expect(bench.store.hasEarlyEvents(of: "c-1", for: EventSender(key: "switch", scope: Self.own)))
            #expect(bench.store.hasEarlyEvents(of: "c-1", for: EventSender(key: "other", scope: both)))
            #expect(!bench.store.hasEarlyEvents(of: "c-1", for: EventSender(key: "other", scope: Self.foreign)))
            #expect(!bench.store.hasEarlyEvents(of: "c-2", for: EventSender(key: "switch", scope: both)))
        }
    }
}
