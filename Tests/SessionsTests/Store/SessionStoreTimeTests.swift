import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("T1 S21 What time does to calls")
struct SessionStoreTimeTests {
    @Test(
        "A call that is over leaves memory after a minute, and not before its caller is forgotten",
        arguments: [(0, 60), (30, 60), (300, 300), (900, 900)])
    func departures(retention: Int, seconds: Int) async throws {
        try await withStore(SessionStoreBench(retention: .seconds(retention))) { bench in
            await bench.watch()
            try await bench.post(.offered, anna)
            try await bench.post(.ended)
            await bench.pass(.seconds(seconds) - .milliseconds(1))
            #expect(bench.store.sessionInMemory("c-1", within: .all) != nil)
            await bench.pass(.milliseconds(1_001))
            #expect(bench.store.sessionInMemory("c-1", within: .all) == nil)
            #expect(try await bench.store.session("c-1", within: .all)?.isLive == false)
        }
    }

    @Test("A call that goes on stays, and so does one that goes on after all")
    func staying() async throws {
        try await withStore { bench in
            await bench.watch()
            try await bench.post(.offered, anna)
            await bench.pass(.seconds(3_600))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == true)
        }
    }

    @Test("Pages hear when the caller of a past call is forgotten, once", arguments: [0, 120])
    func expiries(retention: Int) async throws {
        try await withStore(SessionStoreBench(retention: .seconds(retention))) { bench in
            await bench.watch()
            try await bench.post(.offered, anna)
            try await bench.post(.ended)
            let page = try bench.page()
            await bench.pass(.seconds(retention + 1))
            #expect(await bench.items(page) == [.entry("c-1")])
            bench.feed.publish(.context("marker"), to: anna)
            await bench.pass(.seconds(5))
            #expect(await bench.items(page) == [.context("marker")])
        }
    }

    @Test("A call of which nothing is heard for too long is lost: over, abandoned, and journaled so")
    func lost() async throws {
        try await withStore(SessionStoreBench(limits: .init(maxIdle: .seconds(60)))) { bench in
            await bench.watch()
            try await bench.post(.offered, anna)
            await bench.pass(.seconds(59))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == true)
            await bench.pass(.seconds(1))
            let entry = bench.store.sessionInMemory("c-1", within: .all)?.interaction(of: anna)
            #expect(entry?.isLive == false && entry?.outcome == .abandoned && entry?.reason == "lost")
            #expect(try await bench.journal.kept("c-1")?.isLive == false)
            #expect(bench.store.figures.live == 0)
        }
    }

    @Test("Each event keeps it for as long again")
    func keptByEvents() async throws {
        try await withStore(SessionStoreBench(limits: .init(maxIdle: .seconds(60)))) { bench in
            await bench.watch()
            try await bench.post(.offered, anna)
            await bench.pass(.seconds(50))
            try await bench.post(.accepted, anna)
            await bench.pass(.seconds(50))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == true)
            await bench.pass(.seconds(10))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == false)
        }
    }

    @Test("Where the journal can't have the end of a lost call, it goes on until it can")
    func lostInTrouble() async throws {
        try await withStore(SessionStoreBench(limits: .init(maxIdle: .seconds(60)))) { bench in
            await bench.watch()
            try await bench.post(.offered, anna)
            bench.journal.fails(.unavailable(.full))
            await bench.pass(.seconds(61))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == true)
            bench.journal.fails(nil)
            await bench.pass(.seconds(1))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == false)
        }
    }

    /// A call that was over so long ago.
    private func past(_ age: Duration, before now: WallTime, id: String) -> CallSession {
        let at = WallTime(milliseconds: now.milliseconds - age.nanoseconds / 1_000_000)
        let events = [(EventType.offered, "e-1"), (.ended, "e-2")].map { type, event in
            CallEvent(id: event, type: type, at: at, direction: .inbound, service: "support", user: type == .offered ? anna : nil)
        }
        return CallSession(
            SessionRecord(
                id: id, service: "support", direction: .inbound, events: events, lastReceivedAt: at, startedAt: at, isLive: false)
        )
    }

    @Test("What is too old is purged at the start and once an hour, what goes on and what is younger is not")
    func purging() async throws {
        try await withStore(SessionStoreBench(limits: .init(keep: .seconds(86_400)))) { bench in
            let now = bench.time.wallNow()
            let sessions = [
                self.past(.seconds(86_401), before: now, id: "old"), self.past(.seconds(80_000), before: now, id: "young"),
            ]
            try await bench.journal.keep(sessions[0], sessions[1])
            // One of ten is no doubt.
            for number in 0..<8 { try await bench.journal.keep(self.past(.seconds(9), before: now, id: "other-\(number)")) }
            await bench.watch()
            #expect(try await bench.journal.kept("old") == nil)
            #expect(try await bench.journal.kept("young") != nil)
            await bench.pass(.seconds(3_599))
            try await bench.journal.keep(sessions[0])
            for _ in 0..<3 { await bench.pass(.milliseconds(200)) }
            #expect(try await bench.journal.kept("old") != nil)
            await bench.pass(.seconds(1))
            #expect(try await bench.journal.kept("old") == nil)
        }
    }

    @Test("D21 A wall clock that jumps makes nothing old, and says what it would delete; set back, nothing is left of it")
    func jumpingPurge() async throws {
        try await withStore(SessionStoreBench(limits: .init(keep: .seconds(86_400)))) { bench in
            for id in ["c-1", "c-2"] {
                try await bench.journal.keep(self.past(.seconds(9), before: bench.time.wallNow(), id: id))
            }
            await bench.watch()
            bench.time.jump(by: .seconds(100 * 86_400))
            for _ in 0..<3 { await bench.pass(.seconds(1)) }
            let trouble = bench.store.health.first { $0.name == "purge" }?.trouble
            #expect(trouble?.contains("has jumped by 8640000 s, which makes 2 past calls old") == true)
            bench.time.jump(by: .seconds(-100 * 86_400))
            for _ in 0..<3 { await bench.pass(.seconds(3_600)) }
            #expect(try await bench.journal.kept("c-1") != nil)
            #expect(bench.store.health.allSatisfy { $0.trouble == nil })
        }
    }

    @Test("D21 A first purge of more than a tenth waits six hours")
    func firstPurge() async throws {
        try await withStore(SessionStoreBench(limits: .init(keep: .seconds(86_400)))) { bench in
            try await bench.journal.keep(self.past(.seconds(90_000), before: bench.time.wallNow(), id: "old"))
            try await bench.journal.keep(self.past(.seconds(9), before: bench.time.wallNow(), id: "young"))
            await bench.watch()
            await bench.pass(.seconds(1))
            #expect(bench.store.health.first { $0.name == "purge" }?.trouble?.contains("1 of 2 past calls") == true)
            for _ in 0..<5 { await bench.pass(.seconds(3_600)) }
            #expect(try await bench.journal.kept("old") != nil)
            for _ in 0..<2 { await bench.pass(.seconds(3_600)) }
            #expect(try await bench.journal.kept("old") == nil)
            #expect(try await bench.journal.kept("young") != nil)
            #expect(bench.store.health.allSatisfy { $0.trouble == nil })
        }
    }

    @Test("D21 A wall clock that jumps ends no call, and keeps none alive", arguments: [18_000, -18_000])
    func jumpingIdle(seconds: Int) async throws {
        try await withStore(SessionStoreBench(limits: .init(maxIdle: .seconds(60)))) { bench in
            await bench.watch()
            try await bench.post(.offered, anna)
            bench.time.jump(by: .seconds(seconds))
            await bench.pass(.seconds(58))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == true)
            await bench.pass(.seconds(3))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == false)
        }
    }

    @Test(
        "D21 A clock set back during a call loses nothing of it, whether events bring their time or not",
        arguments: [true, false])
    func setBack(bringsTime: Bool) async throws {
        try await withStore { bench in
            let switchClock = bench.time.wallNow()
            func post(_ type: EventType, _ user: String? = nil, after seconds: Int) async throws {
                let draft = EventDraft(
                    id: type.rawValue, type: type, at: bringsTime ? switchClock + .seconds(seconds) : nil, direction: .inbound,
                    service: "support", user: user)
                _ = try await bench.store.receive(draft, of: "c-1", from: EventSender(key: "switch", scope: .all))
            }
            try await post(.queued, after: 0)
            try await post(.accepted, anna, after: 1)
            bench.time.jump(by: .seconds(-3_600))
            bench.time.advance(by: .seconds(10))
            try await post(.ended, after: 10)
            let entry = bench.store.sessionInMemory("c-1", within: .all)?.interaction(of: anna)
            #expect(entry?.outcome == .accepted && entry?.state == .past)
        }
    }

    @Test("D21 A call that was live when the server stopped is lost by the time that has passed since it was heard of")
    func restartedIdle() async throws {
        let bench = SessionStoreBench(limits: .init(maxIdle: .seconds(60)))
        let at = bench.time.wallNow()
        let event = CallEvent(id: "e-1", type: .queued, at: at, direction: .inbound, service: "support")
        try await bench.journal.keep(CallSession(id: "c-1", first: event, at: at, team: .support))
        bench.time.advance(by: .seconds(40))
        try await withStore(bench) { bench in
            bench.store.start(from: try await bench.journal.start())
            await bench.watch()
            await bench.pass(.seconds(19))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == true)
            await bench.pass(.seconds(1))
            #expect(bench.store.sessionInMemory("c-1", within: .all)?.isLive == false)
        }
    }

    @Test("D20 A journal that is moved is seen without any event, and so is that it was put back")
    func moved() async throws {
        try await withStore { bench in
            await bench.watch()
            bench.journal.isMoved(.unavailable(.moved))
            await bench.pass(.seconds(1))
            #expect(bench.store.trouble == .unavailable(.moved))
            bench.journal.isMoved(nil)
            await bench.pass(.seconds(1))
            #expect(bench.store.trouble == nil)
        }
    }

    @Test("What a journal holds of live calls and switches is taken over, and observers hear of it")
    func restart() async throws {
        let bench = SessionStoreBench()
        let live = CallSession.inbound(Happening(.queued, 0), Happening(.offered, 5, anna))
        try await bench.journal.keep(live)
        try await bench.journal.keepInactive(["support"], of: ben)
        bench.store.observe(with: RecordingObserver(name: "first", bench: bench))
        bench.store.observe(with: RecordingObserver(name: "second", bench: bench))
        bench.store.start(from: try await bench.journal.start())
        #expect(
            bench.store.sessionInMemory(live.id, within: .all)?.interactions == live.interactions && bench.store.figures.live == 1
        )
        #expect(bench.store.inactiveServices(of: ben) == ["support"] && bench.store.inactiveServices(of: anna).isEmpty)
        #expect(bench.records == ["first restored c-4711", "second restored c-4711"])
    }
}
