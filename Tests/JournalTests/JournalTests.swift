import CallModel
import Foundation
import GRDB
import Journal
import Testing

@Suite("Journals, in memory and in a file")
struct JournalTests {
    /// A journal of each kind; the file's is new.
    static var kinds: [any CallJournal] {
        get throws {
            let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID()).sqlite").path
            return [InMemoryJournal(), try SQLiteJournal(path: path)]
        }
    }

    private static func at(_ seconds: Int) -> WallTime { WallTime(milliseconds: 1_795_255_200_000 + Int64(seconds) * 1_000) }

    private static func delta(
        _ id: String, _ second: Int, isLive: Bool = false, user: String = "anna@example.com", service: String = "support",
        outcome: CallOutcome? = .abandoned
    ) -> SessionDelta {
        let event = CallEvent(
            id: "e-1", type: .ended, at: Self.at(second), direction: .inbound, service: service, reason: "overflow")
        let listing = SessionDelta.Listing(user: user, updatedAt: Self.at(second), outcome: outcome)
        return SessionDelta(
            id: id, service: service, direction: .inbound, events: [event], joined: [user], lastReceivedAt: Self.at(second),
            startedAt: Self.at(second), isLive: isLive, listings: isLive ? [] : [listing])
    }

    @Test("What was committed is found, with all of its facts; live sessions are there at the next start")
    func kept() async throws {
        for journal in try Self.kinds {
            let (past, live) = (Self.delta("c-1", 5), Self.delta("c-2", 6, isLive: true))
            try await journal.commit([.session(past), .session(live)])
            let found = try #require(try await journal.session("c-1"))
            #expect(found.events == past.events && found.audience == past.joined)
            #expect(found.startedAt == past.startedAt && found.lastReceivedAt == past.lastReceivedAt)
            #expect(try await journal.session("c-3") == nil)
            #expect(try await journal.start().liveSessions.map(\.id) == ["c-2"])
        }
    }

    @Test("Events that wait for their calls are there at the next start as they came, until they wait no longer")
    func earlyEvents() async throws {
        func event(_ id: String, of session: String, by key: String, _ scope: ServiceScope) -> EarlyEventRecord {
            EarlyEventRecord(id: .init(session: session, key: key, event: id), scope: scope, type: .ended, at: Self.at(5))
        }
        let full = EarlyEventRecord(
            id: .init(session: "c-1", key: "switch", event: "e-1"), scope: .only(["sales", "support"]), type: .accepted,
            at: Self.at(1), direction: .outbound, service: "support", user: "200", reason: "busy")
        for journal in try Self.kinds {
            let bare = event("e-0", of: "c-1", by: "switch", .all)
            let other = event("e-1", of: "c-1", by: "other", .only([]))
            try await journal.commit([.early(full), .early(bare)])
            try await journal.commit([.early(other), .early(event("e-1", of: "c-1", by: "switch", .all))])
            #expect(try await journal.start().earlyEvents == [full, bare, other], "a name comes once")
            try await journal.commit([.settleEarly([full.id, bare.id, .init(session: "c-9", key: "x", event: "y")])])
            #expect(try await journal.start().earlyEvents == [other])
        }
    }

    @Test("S48 Filters, searches, services and pages in any combination leave what they say, in one order", arguments: 0..<40)
    func combinations(_ seed: Int) async throws {
        let services = ["support", "sales", "billing"]
        let outcomes: [CallOutcome?] = CallOutcome.allCases + [nil]
        let records = (0..<120).map { number in
            Self.delta(
                "c-\(number * 7 % 120)", number / 3, service: services[number % 3], outcome: outcomes[number * 5 % outcomes.count]
            )
        }
        var query = ListingQuery(user: "anna@example.com", scope: .all, limit: 5 + seed % 7)
        if seed % 2 == 1 { query.scope = .only(seed % 3 == 0 ? ["sales"] : ["sales", "billing"]) }
        if seed % 4 > 1 { query.outcomes = seed % 3 == 0 ? [.abandoned] : [.accepted, .unanswered, .abandoned] }
        if seed % 8 > 3 { query.search = .init(services: seed % 3 == 1 ? ["billing"] : [], sessions: ["c-1", "c-2", "c-50"]) }
        if seed >= 20 { query.search?.services.formUnion((0..<60).map { "other-\($0)" }) }
        let meant = records.filter { record in
            let outcome = record.listings[0].outcome
            let isFound = query.search.map { $0.services.contains(record.service) || $0.sessions.contains(record.id) } ?? true
            return isFound && query.scope.contains(record.service)
                && query.outcomes.map { outcome.map($0.contains) ?? false } ?? true
        }
        let expected = meant.sorted { ($1.startedAt, $0.id) < ($0.startedAt, $1.id) }.map(\.id)
        for journal in try Self.kinds {
            try await journal.commit(records.map(JournalEntry.session))
            var found: [String] = []
            query.after = nil
            while case let page = try await journal.listed(query), let last = page.last {
                #expect(page.count <= query.limit)
                found += page.map(\.id)
                query.after = .init(updatedAt: last.startedAt, session: last.id)
            }
            #expect(found == expected)
        }
    }

    @Test("S48 A search may find more sessions than a statement takes values")
    func manyFound() async throws {
        for journal in try Self.kinds {
            try await journal.commit([.session(Self.delta("c-1", 1))])
            let sessions = Set((0..<40_000).map { "c-\($0)" })
            let query = ListingQuery(
                user: "anna@example.com", scope: .all, search: .init(services: [], sessions: sessions), limit: 4)
            #expect(try await journal.listed(query).map(\.id) == ["c-1"])
        }
    }

    @Test("Lists: latest first, ties by id, pages without gaps, filters and searches")
    func lists() async throws {
        for journal in try Self.kinds {
            let records = (0..<10).map { Self.delta("c-\($0)", $0 / 2) }
            try await journal.commit(records.map(JournalEntry.session))
            var query = ListingQuery(user: "anna@example.com", scope: .all, limit: 4)
            let first = try await journal.listed(query).map(\.id)
            #expect(first == ["c-8", "c-9", "c-6", "c-7"])
            query.after = .init(updatedAt: Self.at(3), session: "c-7")
            #expect(try await journal.listed(query).map(\.id) == ["c-4", "c-5", "c-2", "c-3"])
            query.after = nil
            query.outcomes = [.accepted]
            #expect(try await journal.listed(query).isEmpty)
            query.outcomes = [.abandoned]
            query.search = .init(services: [], sessions: ["c-3"])
            #expect(try await journal.listed(query).map(\.id) == ["c-3"])
            query.scope = .only(["sales"])
            #expect(try await journal.listed(query).isEmpty)
            #expect(try await journal.listed(.init(user: "ben@example.com", scope: .all, limit: 4)).isEmpty)
        }
    }

    @Test("A session that is corrected leaves the lists it was in")
    func corrected() async throws {
        for journal in try Self.kinds {
            try await journal.commit([.session(Self.delta("c-1", 5))])
            var corrected = Self.delta("c-1", 5, user: "ben@example.com")
            corrected.unlisted = ["anna@example.com"]
            try await journal.commit([.session(corrected)])
            #expect(try await journal.listed(.init(user: "anna@example.com", scope: .all, limit: 9)).isEmpty)
            #expect(try await journal.listed(.init(user: "ben@example.com", scope: .all, limit: 9)).map(\.id) == ["c-1"])
        }
    }

    @Test("Tags: most used first, then by name; % and _ are letters")
    func tags() async throws {
        for journal in try Self.kinds {
            let uses = ["refund", "refund", "repair", "100%"].map { TagUse(service: "support", text: $0, searchKey: $0) }
            try await journal.commit([.tags(uses, at: Self.at(0))])
            #expect(try await journal.tags(of: "support", beginning: "re", limit: 9).map(\.text) == ["refund", "repair"])
            #expect(try await journal.tags(of: "support", beginning: "%", limit: 9).isEmpty)
            #expect(try await journal.tags(of: "support", beginning: "", limit: 1) == [TagCount(text: "refund", uses: 2)])
            #expect(try await journal.tags(of: "sales", beginning: "", limit: 9).isEmpty)
        }
    }

    @Test("Recalled tags come back, latest first, and go when they are forgotten")
    func recall() async throws {
        for journal in try Self.kinds {
            let digest = [UInt8](repeating: 7, count: 32)
            let first = RecallRecord(digest: digest, service: "support", tags: ["vip", "refund"], savedAt: Self.at(0))
            let second = RecallRecord(digest: digest, service: "support", tags: ["vip"], savedAt: Self.at(9))
            try await journal.commit([.recall(first), .recall(second)])
            let found = try await journal.recalled(digest: digest, service: "support", limit: 9)
            #expect(found.map(\.text) == ["vip", "refund"])
            #expect(found.first?.lastUsedAt == Self.at(9))
            #expect(try await journal.recalledCount(digest: digest, within: .all) == 3)
            try await journal.commit([.forgetRecall(digest: digest, within: .all)])
            #expect(try await journal.recalledCount(digest: digest, within: .all) == 0)
        }
    }

    @Test("What is too old goes, but never a live call")
    func purge() async throws {
        for journal in try Self.kinds {
            let records = [Self.delta("c-1", 1), Self.delta("c-2", 9), Self.delta("c-3", 1, isLive: true)]
            try await journal.commit(records.map(JournalEntry.session))
            try await journal.commit([.purge(sessionsBefore: Self.at(5), recallBefore: Self.at(5))])
            #expect(try await journal.session("c-1") == nil)
            #expect(try await journal.session("c-2") != nil)
            #expect(try await journal.session("c-3") != nil)
            #expect(try await journal.listed(.init(user: "anna@example.com", scope: .all, limit: 9)).map(\.id) == ["c-2"])
        }
    }

    @Test("Login sessions are there at the next start; one that has ended stays so, in whatever order it was told; old ones go")
    func loginSessions() async throws {
        func record(_ id: String, until second: Int, endedAt: Int? = nil) -> LoginSessionRecord {
            LoginSessionRecord(
                id: id, user: "anna@example.com", startedAt: Self.at(0), expiresAt: Self.at(second),
                endedAt: endedAt.map(Self.at))
        }
        for journal in try Self.kinds {
            try await journal.commit([.loginSession(record("a", until: 9)), .loginSession(record("b", until: 9, endedAt: 5))])
            try await journal.commit([.loginSession(record("a", until: 9, endedAt: 6)), .loginSession(record("b", until: 9))])
            try await journal.commit([.loginSession(record("a", until: 9, endedAt: 7)), .loginSession(record("c", until: 8))])
            let found = try await journal.start().loginSessions.sorted { $0.id < $1.id }
            #expect(found == [record("a", until: 9, endedAt: 6), record("b", until: 9, endedAt: 5), record("c", until: 8)])
            try await journal.commit([.purgeLoginSessions(expiredBefore: Self.at(9))])
            #expect(Set(try await journal.start().loginSessions.map(\.id)) == ["a", "b"])
        }
    }

    @Test("Settings and switched-off services are there at the next start")
    func settings() async throws {
        for journal in try Self.kinds {
            let time = Self.at(0)
            let record = SettingsRecord(service: "support", json: Array("{}".utf8), changedBy: "olga", changedAt: time)
            let off = JournalEntry.inactive(user: "anna@example.com", services: ["support"], at: time)
            try await journal.commit([.settings(record), off])
            let start = try await journal.start()
            #expect(start.settings == ["support": record])
            #expect(start.inactiveServices == ["anna@example.com": ["support"]])
        }
    }

    @Test("D6 A file whose process was killed while it was made is opened")
    func killedInTheMaking() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID()).sqlite").path
        let killed = path + ".killed"
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            // So small that half of the transaction is in the file, and its undoing beside it.
            try db.execute(sql: "PRAGMA cache_size = 1; BEGIN; CREATE TABLE half (text TEXT)")
            for _ in 0..<100 { try db.execute(sql: "INSERT INTO half VALUES (hex(randomblob(2000)))") }
            for end in ["", "-journal"] { try FileManager.default.copyItem(atPath: path + end, toPath: killed + end) }
            try db.execute(sql: "ROLLBACK")
        }
        _ = try SQLiteJournal(path: killed)
    }

    @Test("C3 Subscriptions are there at the next start, by age, with all that was sealed, and go when they end")
    func subscriptions() async throws {
        for journal in try Self.kinds {
            let young = SubscriptionRecord(
                id: "s-1", services: ["sales", "support"], events: ["ended", "offered"], modalities: ["Audio"],
                directions: ["Inbound"], callback: [0, 255, 0], secret: [1], owner: "flow1", createdAt: Self.at(9))
            let old = SubscriptionRecord(
                id: "s-2", services: ["support"], callback: [], secret: [7, 7], owner: "flow2", createdAt: Self.at(1))
            try await journal.commit([.subscription(young), .subscription(old)])
            #expect(try await journal.start().subscriptions == [old, young])
            try await journal.commit([.unsubscribe("s-2"), .unsubscribe("s-3")])
            #expect(try await journal.start().subscriptions == [young])
        }
    }

    @Test("D5 A file that is no journal is refused and left as it is")
    func foreignFile() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID()).sqlite").path
        let content = Data(String(repeating: "not a database. ", count: 512).utf8)
        #expect(FileManager.default.createFile(atPath: path, contents: content))
        #expect(throws: JournalOpenError.notADatabase) { try SQLiteJournal(path: path) }
        #expect(FileManager.default.contents(atPath: path) == content)
    }
}
