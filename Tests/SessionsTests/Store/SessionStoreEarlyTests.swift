import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("Events that arrive before their call is named")
struct SessionStoreEarlyTests {
    @Test("An event that overtakes the first waits, journaled and unknown, and counts once the call is named")
    func overtaking() async throws {
        try await withStore { bench async throws in
            #expect(try await bench.tell(.accepted, anna) == nil)
            #expect(bench.store.sessionInMemory("c-1", within: .all) == nil && bench.store.figures.early == 1)
            #expect(try await bench.journal.waiting() == ["accepted"] && bench.records == [])
            let session = try #require(try await bench.tell(.queued, ago: .seconds(5), service: "support"))
            #expect(session.interaction(of: anna)?.state == .connected && session.direction == .inbound)
            #expect(try await bench.journal.waiting() == [] && bench.store.figures.early == 0)
            #expect(try await bench.journal.kept("c-1") == session)
        }
    }

    @Test("In whatever order the events of a call come, and whichever names it, it comes to the same", arguments: 0..<24)
    func anyOrder(permutation: Int) async throws {
        let whole: [(EventType, String?)] = [(.queued, nil), (.offered, anna), (.accepted, anna), (.ended, nil)]
        var (rest, order, place) = (whole, [(EventType, String?)](), permutation)
        for count in (1...4).reversed() {
            order.append(rest.remove(at: place % count))
            place /= count
        }
        for naming in 0..<4 {
            try await withStore { bench async throws in
                var session: CallSession?
                for (type, user) in order {
                    let isNaming = type == whole[naming].0
                    let ago = Duration.seconds(9 - (whole.firstIndex { $0.0 == type } ?? 0))
                    session = try await bench.tell(
                        type, user, ago: ago, direction: isNaming ? .inbound : nil, service: isNaming ? "support" : nil)
                }
                // The one that names may be the last, and then it alone says so.
                let entry = try #require(session?.interaction(of: anna))
                #expect(entry.state == .past && entry.outcome == .accepted && entry.attempts == 1)
                #expect(session?.interaction(of: ben) == nil && session?.log.count == 4)
                #expect(try await bench.journal.waiting() == [])
            }
        }
    }

    @Test("A type tells the direction, and a key of one service the service", arguments: EventType.allCases)
    func implied(type: EventType) async throws {
        try await withStore { bench async throws in
            let session = try await bench.tell(type, anna, scope: .only(["support"]))
            #expect(session?.direction == type.direction && (session == nil) == [.accepted, .declined, .ended].contains(type))
            if session == nil { #expect(bench.store.figures.early == 1) }
        }
    }

    @Test("Events may name direction and service between them")
    func together() async throws {
        try await withStore { bench async throws in
            #expect(try await bench.tell(.ended, id: "a", direction: .outbound) == nil)
            #expect(try await bench.tell(.ended, id: "b") == nil)
            let session = try await bench.tell(.ended, id: "c", service: "support")
            #expect(session?.direction == .outbound && session?.log.count == 3)
        }
    }

    @Test("An event that names only the service waits, and one that names only the direction completes it")
    func serviceFirst() async throws {
        try await withStore { bench async throws in
            #expect(try await bench.tell(.ended, service: "support") == nil)
            let session = try await bench.tell(.offered, anna, ago: .seconds(1))
            #expect(session?.service == "support" && session?.log.count == 2)
        }
    }

    @Test("What a key sends counts only where the key itself reaches the service")
    func scopes() async throws {
        try await withStore { bench async throws in
            bench.store.observe(with: RecordingObserver(name: "o", bench: bench))
            let foreign = ServiceScope.only(["sales", "billing"])
            #expect(
                try await bench.tell(.accepted, anna, id: "foreign", direction: .outbound, by: "sales", scope: foreign) == nil)
            #expect(try await bench.tell(.declined, ben, id: "own") == nil)
            let session = try #require(try await bench.tell(.queued, ago: .seconds(1), service: "support"))
            #expect(session.direction == .inbound && session.holds(event: "own") && !session.holds(event: "foreign"))
            #expect(bench.records.contains("o dropped foreign scope"))
            #expect(try await bench.journal.waiting() == [])
        }
    }

    @Test("A foreign key that names a call first does not get what was told of it")
    func foreignNaming() async throws {
        try await withStore { bench async throws in
            bench.store.observe(with: RecordingObserver(name: "o", bench: bench))
            #expect(try await bench.tell(.accepted, anna, by: "switch", scope: .only(["support", "billing"])) == nil)
            let session = try await bench.tell(.queued, by: "other", scope: .only(["sales"]))
            #expect(session?.service == "sales" && session?.log.count == 1)
            #expect(bench.records.contains("o dropped accepted scope"))
        }
    }

    @Test("What does not fit the call then is dropped, and the rest counts")
    func unfit() async throws {
        try await withStore { bench async throws in
            bench.store.observe(with: RecordingObserver(name: "o", bench: bench))
            for (id, direction, user) in [
                ("direction", CallDirection.outbound, anna), ("nobody", nil, nil), ("good", nil, anna),
            ] as [(String, CallDirection?, String?)] {
                #expect(try await bench.tell(.accepted, user, id: id, direction: direction) == nil)
            }
            let session = try #require(try await bench.tell(.queued, ago: .seconds(1), service: "support"))
            #expect(session.log.entries.map(\.event.id) == ["queued", "good"])
            #expect(bench.records.contains("o dropped direction nobody unfit"))
            #expect(try await bench.tell(.accepted, anna, of: "c-2", id: "service", service: "sales") == nil)
            let other = try #require(try await bench.tell(.queued, of: "c-2", ago: .seconds(1), service: "support"))
            #expect(other.log.count == 1 && bench.records.contains("o dropped service unfit"))
        }
    }

    @Test("What is wrong whatever the call is, is refused at once")
    func faults() async throws {
        try await withStore { bench async throws in
            func refusal(_ draft: EventDraft, _ scope: ServiceScope = .all) async -> SessionStoreError? {
                await bench.refusal { () throws(SessionStoreError) in
                    try await bench.store.receive(draft, of: "c-1", from: EventSender(key: "switch", scope: scope)) != nil
                }
            }
            let now = bench.time.wallNow()
            #expect(await refusal(EventDraft(id: "e 1", type: .ended)) == .event([.id]))
            #expect(await refusal(EventDraft(id: "e", type: .ended, reason: "a b")) == .event([.reason]))
            #expect(await refusal(EventDraft(id: "e", type: .ended, at: now + .seconds(301))) == .event([.tooFarAhead]))
            #expect(await refusal(EventDraft(id: "e", type: .ended, user: "a b")) == .event([.user]))
            #expect(await refusal(EventDraft(id: "e", type: .offered)) == .event([.userMissing]))
            #expect(await refusal(EventDraft(id: "e", type: .queued, direction: .outbound)) == .event([.typeUnfit]))
            #expect(await refusal(EventDraft(id: "e", type: .ended, service: "nothing")) == .serviceNotFound)
            #expect(
                await refusal(EventDraft(id: "e", type: .ended, service: "sales"), .only(["support", "x"])) == .serviceNotFound)
            #expect(try await bench.journal.waiting() == [])
        }
    }

    @Test("An id that waits has no effect again, whatever comes under it; another key's is another event")
    func repeated() async throws {
        try await withStore { bench async throws in
            #expect(try await bench.tell(.accepted, anna, id: "e") == nil)
            #expect(try await bench.tell(.queued, id: "e", service: "support") == nil)
            #expect(try await bench.tell(.accepted, ben, id: "e", by: "second") == nil)
            #expect(bench.store.figures.early == 2)
            let session = try #require(try await bench.tell(.queued, ago: .seconds(1), service: "support"))
            #expect(session.log.count == 2 && session.interaction(of: anna)?.state == .connected)
        }
    }

    @Test("Members are those of the moment when the call is named, and aliases, too")
    func team() async throws {
        try await withStore { bench async throws in
            for (user, id) in [("200", "a"), ("DESK", "b"), ("201", "c")] {
                #expect(try await bench.tell(.offered, user, id: id) == nil)
            }
            let session = try #require(try await bench.tell(.queued, ago: .seconds(1), service: "support"))
            #expect(session.log.entries.map(\.event.user) == [nil, anna, ben, "201"])
            #expect(session.log.entries.map(\.isUnseen) == [false, false, false, true])
            #expect(try await bench.tell(.accepted, "200")?.interaction(of: anna)?.state == .connected)
        }
    }

    @Test("Whoever was not named within ten minutes was not there; the wall clock has no part in it")
    func late() async throws {
        try await withStore { bench async throws in
            bench.store.observe(with: RecordingObserver(name: "o", bench: bench))
            await bench.watch()
            #expect(try await bench.tell(.accepted, anna) == nil)
            await bench.pass(.seconds(599))
            #expect(bench.store.figures.early == 1)
            await bench.pass(.seconds(1))
            #expect(bench.records == ["o dropped accepted late"] && bench.store.figures.early == 0)
            #expect(try await bench.journal.waiting() == [])
            #expect(try await bench.tell(.queued, service: "support")?.log.count == 1)
        }
    }

    @Test("They are there after a restart, and wait ten minutes more")
    func restart() async throws {
        let first = SessionStoreBench()
        try await withStore(first) { bench async throws in
            #expect(try await bench.tell(.accepted, "200", direction: .inbound, scope: .only(["support", "sales"])) == nil)
        }
        let start = try await first.journal.start()
        try await withStore { bench async throws in
            bench.store.start(from: start)
            #expect(bench.store.figures.early == 1)
            let session = try await bench.tell(.queued, ago: .seconds(1), service: "support", by: "other")
            #expect(session?.interaction(of: anna)?.state == .connected)
        }
    }

    @Test("Where the journal can't have it, nothing waits")
    func unjournaled() async throws {
        try await withStore { bench async throws in
            bench.journal.fails(.unavailable(.full))
            let refusal = await bench.refusal { () throws(SessionStoreError) in try await bench.tell(.accepted, anna) != nil }
            #expect(refusal == .journal(.unavailable(.full)) && bench.store.figures.early == 0)
            bench.journal.fails(nil)
            #expect(try await bench.tell(.accepted, anna) == nil && bench.store.figures.early == 1)
        }
    }

    @Test("Of a key's events beyond its share the oldest is dropped, and so written")
    func share() async throws {
        let limits = SessionStoreLimits(early: .init(all: 10, perKey: 2))
        try await withStore(SessionStoreBench(limits: limits)) { bench async throws in
            bench.store.observe(with: RecordingObserver(name: "o", bench: bench))
            for id in ["a", "b", "c"] { #expect(try await bench.tell(.ended, of: "c-\(id)", id: id) == nil) }
            #expect(bench.records == ["o dropped a share"])
            #expect(try await bench.journal.waiting() == ["b", "c"])
        }
    }
}
