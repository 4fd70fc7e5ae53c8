import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("D1 Events: what is acknowledged is durable, and what is not has not happened")
struct SessionStoreEventTests {
    private static let causes: [JournalError] = JournalError.Cause.allCases.map(JournalError.unavailable) + [.corrupt]

    @Test("Nobody hears of an event, and it is not acknowledged, before the journal has it")
    func durableFirst() async throws {
        try await withStore { bench in
            bench.store.observe(with: RecordingObserver(name: "observer", bench: bench))
            let page = try bench.page()
            bench.journal.hold()
            let posting = Task { try await bench.post(.offered, anna) }
            await bench.journal.waitForTransactions(1)
            for _ in 0..<200 { await Task.yield() }
            #expect(bench.records.isEmpty && bench.store.sessionInMemory("c-1", within: .all) == nil)
            bench.journal.release()
            #expect(try await posting.value.id == "c-1")
            #expect(try await bench.journal.kept("c-1") != nil)
            #expect(bench.records == ["kept c-1", "observer new c-1"])
            #expect(await bench.items(page) == [.entry("c-1")])
        }
    }

    @Test("Observers hear in the order in which they were named, and before any page does")
    func order() async throws {
        struct Publisher: SessionObserver {
            let feed: InteractionFeed
            func sessionChanged(from _: CallSession?, to session: CallSession) {
                self.feed.publish(.context(session.id), to: anna)
            }
            func sessionRestored(_: CallSession) {}
        }
        try await withStore { bench in
            bench.store.observe(with: RecordingObserver(name: "first", bench: bench))
            bench.store.observe(with: Publisher(feed: bench.feed))
            bench.store.observe(with: RecordingObserver(name: "second", bench: bench))
            let page = try bench.page()
            try await bench.post(.offered, anna)
            try await bench.post(.accepted, anna)
            #expect(
                bench.records == [
                    "kept c-1", "first new c-1", "second new c-1", "kept c-1", "first changed c-1", "second changed c-1",
                ])
            #expect(await bench.items(page) == [.context("c-1"), .entry("c-1"), .context("c-1"), .entry("c-1")])
        }
    }

    @Test("Where the journal can't have it nothing has happened", arguments: Self.causes)
    func nothingHappened(error: JournalError) async throws {
        try await withStore { bench in
            bench.store.observe(with: RecordingObserver(name: "observer", bench: bench))
            let page = try bench.page()
            bench.journal.fails(error)
            #expect(
                await bench.refusal { () throws(SessionStoreError) in try await bench.post(.offered, anna) } == .journal(error))
            #expect(bench.store.trouble == error && bench.store.health.first?.trouble?.contains(error.label) == true)
            #expect(
                bench.store.sessionInMemory("c-1", within: .all) == nil && bench.records.isEmpty && bench.store.figures.live == 0)
            // The same event is the first one when it comes again.
            bench.journal.fails(nil)
            #expect(try await bench.post(.offered, anna).log.count == 1)
            #expect(bench.store.trouble == nil && bench.store.health.first?.trouble == nil)
            #expect(bench.records == ["kept c-1", "observer new c-1"])
            #expect(await bench.items(page) == [.entry("c-1")])
        }
    }

    @Test("A session is as it was where a further event can't be journaled")
    func sessionAsItWas() async throws {
        try await withStore { bench in
            try await bench.post(.offered, anna)
            let before = bench.store.sessionInMemory("c-1", within: .all)
            bench.journal.fails(.unavailable(.full))
            #expect(await bench.refusal { () throws(SessionStoreError) in try await bench.post(.accepted, anna) } != nil)
            #expect(
                bench.store.sessionInMemory("c-1", within: .all) == before && before?.interaction(of: anna)?.state == .ringing)
        }
    }

    @Test("What comes while a batch is written makes the next one, and all of it is refused together", arguments: [true, false])
    func batches(fails: Bool) async throws {
        try await withStore { bench in
            bench.journal.hold()
            let first = Task { try await bench.post(.offered, anna, of: "c-0") }
            await bench.journal.waitForTransactions(1)
            let others = (1...20).map { number in Task { try await bench.post(.offered, anna, of: "c-\(number)") } }
            while bench.store.figures.waiting < 20 { await Task.yield() }
            if fails { bench.journal.fails(.unavailable(.io)) }
            bench.journal.release()
            let results = await [first.result] + others.asyncMap { await $0.result }
            #expect(results.count { (try? $0.get()) != nil } == (fails ? 0 : 21))
            #expect(bench.journal.sizes.count == (fails ? 0 : 2))
            #expect(bench.store.figures.live == (fails ? 0 : 21) && bench.store.figures.waiting == 0)
        }
    }

    @Test("A batch has only so many changes", arguments: [(1, 21), (8, 4), (20, 2)])
    func batchLimit(limit: Int, transactions: Int) async throws {
        try await withStore(SessionStoreBench(limits: .init(batch: limit))) { bench in
            bench.journal.hold()
            let first = Task { try await bench.post(.offered, anna, of: "c-0") }
            await bench.journal.waitForTransactions(1)
            let others = (1...20).map { number in Task { try await bench.post(.offered, anna, of: "c-\(number)") } }
            while bench.store.figures.waiting < 20 { await Task.yield() }
            bench.journal.release()
            for task in [first] + others { _ = try await task.value }
            #expect(bench.journal.sizes.count == transactions)
        }
    }

    @Test("Only so many changes wait; a further one is refused at once")
    func overloaded() async throws {
        try await withStore(SessionStoreBench(limits: .init(waiting: 3))) { bench in
            bench.journal.hold()
            let first = Task { try await bench.post(.offered, anna, of: "c-0") }
            await bench.journal.waitForTransactions(1)
            let others = (1...3).map { number in Task { try await bench.post(.offered, anna, of: "c-\(number)") } }
            while bench.store.figures.waiting < 3 { await Task.yield() }
            #expect(
                await bench.refusal { () throws(SessionStoreError) in try await bench.post(.offered, anna, of: "c-4") }
                    == .overloaded)
            bench.journal.release()
            for task in [first] + others { _ = try await task.value }
            #expect(bench.store.figures.live == 4)
        }
    }

    @Test("Only so many sessions are in memory; calls that are there go on, and new ones are taken once others have left")
    func sessionLimit() async throws {
        try await withStore(SessionStoreBench(limits: .init(sessions: 3), retention: .zero)) { bench in
            await bench.watch()
            for number in 1...3 { try await bench.post(.offered, anna, of: "c-\(number)") }
            let refusal = await bench.refusal { () throws(SessionStoreError) in try await bench.post(.offered, anna, of: "c-4") }
            #expect(refusal == .overloaded && bench.store.sessionInMemory("c-4", within: .all) == nil)
            #expect(try await bench.journal.kept("c-4") == nil)
            try await bench.post(.ended, of: "c-1")
            await bench.pass(.seconds(61))
            try await bench.post(.offered, anna, of: "c-4")
            #expect(bench.store.figures.live == 3)
        }
    }

    @Test("Events of one session that share a batch are all in it, in the order of the fold")
    func oneSession() async throws {
        try await withStore { bench in
            bench.journal.hold()
            let first = Task { try await bench.post(.offered, anna, of: "c-0") }
            await bench.journal.waitForTransactions(1)
            let types: [EventType] = [.accepted, .ended, .offered]
            var others: [Task<CallSession, any Error>] = []
            for (index, type) in types.enumerated() {
                others.append(Task { try await bench.post(type, type == .ended ? nil : anna, id: "e-\(index)") })
                while bench.store.figures.waiting <= index { await Task.yield() }
            }
            bench.journal.release()
            _ = try await first.value
            for task in others { _ = try await task.value }
            let session = try #require(bench.store.sessionInMemory("c-1", within: .all))
            #expect(session.log.entries.map(\.event.type) == [.offered, .accepted, .ended])
            let kept = try await bench.journal.kept("c-1")
            #expect(kept?.log.entries.map(\.event) == session.log.entries.map(\.event))
            #expect(kept?.interactions == session.interactions)
        }
    }

    @Test("A repeated event is acknowledged, and nothing is written or published")
    func repeated() async throws {
        try await withStore { bench in
            try await bench.post(.offered, anna, id: "e-1")
            let (notes, sizes) = (bench.records, bench.journal.sizes)
            let again = try await bench.post(.accepted, anna, id: "e-1")
            #expect(again.log.entries.map(\.event.type) == [.offered])
            #expect(bench.records == notes && bench.journal.sizes == sizes)
        }
    }

    @Test("It is acknowledged also while the journal can't be written: it is kept")
    func repeatedInTrouble() async throws {
        try await withStore { bench in
            try await bench.post(.offered, anna, id: "e-1")
            bench.journal.fails(.unavailable(.full))
            #expect(
                await bench.refusal { () throws(SessionStoreError) in try await bench.post(.offered, anna, id: "e-1") } == nil)
        }
    }

    @Test(
        "What the store does not take is not written",
        arguments: [
            ("nowhere", ServiceScope.all, SessionStoreError.serviceNotFound), ("support", .only(["sales"]), .serviceNotFound),
            ("support", .only([]), .serviceNotFound),
        ])
    func services(service: String, scope: ServiceScope, refusal: SessionStoreError) async throws {
        try await withStore { bench in
            #expect(
                await bench.refusal { () throws(SessionStoreError) in
                    try await bench.post(.offered, anna, service: service, scope: scope)
                }
                    == refusal)
            #expect(bench.journal.sizes.isEmpty)
        }
    }

    @Test("A session of another service is not there, whatever the event says", arguments: ["support", "sales"])
    func foreign(service: String) async throws {
        try await withStore { bench in
            try await bench.post(.offered, anna)
            let refusal = await bench.refusal { () throws(SessionStoreError) in
                try await bench.post(.ended, service: service, scope: .only(["sales"]))
            }
            #expect(refusal == .sessionNotFound && bench.store.sessionInMemory("c-1", within: .all)?.isLive == true)
        }
    }

    @Test("An event that can't be used is refused with its faults, and those beside it are taken")
    func faulty() async throws {
        try await withStore { bench in
            bench.journal.hold()
            let first = Task { try await bench.post(.offered, anna, of: "c-0") }
            await bench.journal.waitForTransactions(1)
            let bad = Task {
                await bench.refusal { () throws(SessionStoreError) in try await bench.post(.offered, anna, id: "no id") }
            }
            let good = Task { try await bench.post(.offered, anna, of: "c-2") }
            while bench.store.figures.waiting < 2 { await Task.yield() }
            bench.journal.release()
            _ = try await (first.value, good.value)
            guard case .event(let faults)? = await bad.value else {
                Issue.record("it was taken")
                return
            }
            #expect(
                faults.first == .id && bench.store.sessionInMemory("c-1", within: .all) == nil && bench.store.figures.live == 2)
        }
    }

    @Test("A session that is over and no longer in memory is taken up from the journal")
    func fromJournal() async throws {
        try await withStore { bench in
            let ended = CallSession.inbound(Happening(.offered, 0, anna), Happening(.ended, 9))
            bench.time.advance(by: .milliseconds(WallTime.at(10).milliseconds - bench.time.wallNow().milliseconds))
            try await bench.journal.keep(ended)
            let draft = EventDraft(id: "late", type: .accepted, at: .at(5), user: anna)
            let session = try #require(
                try await bench.store.receive(draft, of: ended.id, from: EventSender(key: "switch", scope: .all)))
            #expect(session.log.count == 3 && session.interaction(of: anna)?.outcome == .accepted)
        }
    }

    @Test("Where it can't be read from there, that event alone is refused")
    func unreadable() async throws {
        try await withStore { bench in
            bench.journal.failsReading(.corrupt)
            #expect(
                await bench.refusal { () throws(SessionStoreError) in try await bench.post(.offered, anna) } == .journal(.corrupt)
            )
            #expect(bench.store.trouble == .corrupt)
        }
    }

    @Test("After the store is closed nothing is taken, and what waits is still journaled")
    func closing() async throws {
        let bench = SessionStoreBench()
        bench.run()
        bench.journal.hold()
        let first = Task { try await bench.post(.offered, anna, of: "c-0") }
        await bench.journal.waitForTransactions(1)
        let second = Task { try await bench.post(.offered, anna) }
        while bench.store.figures.waiting < 1 { await Task.yield() }
        bench.store.close()
        #expect(
            await bench.refusal { () throws(SessionStoreError) in try await bench.post(.offered, anna, of: "c-2") } == .overloaded
        )
        bench.journal.release()
        _ = try await (first.value, second.value)
        await bench.end()
        #expect(bench.store.figures.live == 2)
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async -> Value) async -> [Value] {
        var values: [Value] = []
        for element in self { values.append(await transform(element)) }
        return values
    }
}
