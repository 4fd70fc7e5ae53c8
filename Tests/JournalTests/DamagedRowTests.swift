import CallModel
import Foundation
import GRDB
import Journal
import Testing

@Suite("D23 Journals with rows that nobody wrote")
final class DamagedRowTests {
    private static let at = WallTime(milliseconds: 1_795_255_200_000)
    private let folder = FileManager.default.temporaryDirectory.appending(path: "damaged-\(UUID())")
    private var path: String { self.folder.appending(path: "journal.sqlite").path }

    init() throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: self.folder)
    }

    private static func session(_ id: String, isLive: Bool) -> SessionDelta {
        let events = [("e-1", EventType.queued), ("e-2", .ended)].map { id, type in
            CallEvent(id: id, type: type, at: Self.at, direction: .inbound, service: "support")
        }
        let listing = SessionDelta.Listing(user: "anna@example.com", updatedAt: Self.at, outcome: .abandoned)
        var delta = SessionDelta(
            id: id, service: "support", direction: .inbound, events: isLive ? [events[0]] : events, joined: ["anna@example.com"],
            lastReceivedAt: Self.at, startedAt: Self.at, isLive: isLive, listings: isLive ? [] : [listing])
        delta.conclusions = [
            "anna@example.com": Conclusion(
                codes: CodeChoice(primary: nil, secondary: nil), tags: ["vip"], savedAt: Self.at, outcome: .abandoned, reason: nil
            )
        ]
        return delta
    }

    /// One that can't be read, with what is left of the session then; each leaves the file sound.
    struct Damage: CustomTestStringConvertible {
        let sql: String
        let table: String
        let isReadable: Bool

        init(_ table: String, _ sql: String, isReadable: Bool = true) {
            (self.table, self.sql, self.isReadable) = (table, sql, isReadable)
        }

        var testDescription: String { self.sql }
    }

    private static let damages = [
        Damage("audience", "UPDATE audience SET members = '[\"anna@example.com\"],' WHERE session = 'c-bad'"),
        Damage("audience", "UPDATE audience SET members = '[\"anna@example.com' WHERE session = 'c-bad'"),
        Damage("audience", "UPDATE audience SET members = '[], []' WHERE session = 'c-bad'"),
        Damage("audience", "UPDATE audience SET members = 'null' WHERE session = 'c-bad'"),
        Damage("audience", "UPDATE audience SET members = '[1]' WHERE session = 'c-bad'"),
        Damage("audience", "UPDATE audience SET members = x'ff' WHERE session = 'c-bad'"),
        Damage("event", "UPDATE event SET type = 'rang' WHERE session = 'c-bad' AND id = 'e-1'"),
        Damage("event", "UPDATE event SET at = 'noon' WHERE session = 'c-bad' AND id = 'e-1'"),
        Damage("event", "UPDATE event SET at = at | (1 << 62) WHERE session = 'c-bad' AND id = 'e-1'"),
        Damage("event", "UPDATE event SET at = -at * 1000 WHERE session = 'c-bad' AND id = 'e-1'"),
        Damage("event", "UPDATE event SET is_unseen = 'perhaps' WHERE session = 'c-bad' AND id = 'e-1'"),
        Damage("event", "UPDATE event SET user = x'ff' WHERE session = 'c-bad' AND id = 'e-1'"),
        Damage("conclusion", "UPDATE conclusion SET outcome = 'fine' WHERE session = 'c-bad'"),
        Damage("conclusion", "UPDATE conclusion SET saved_at = 'noon' WHERE session = 'c-bad'"),
        Damage("conclusion", "UPDATE conclusion SET tags = '[1]' WHERE session = 'c-bad'"),
        Damage("conclusion", "UPDATE conclusion SET tags = 'vip' WHERE session = 'c-bad'"),
        Damage("session", "DELETE FROM event WHERE session = 'c-bad'", isReadable: false),
        Damage("session", "UPDATE session SET direction = 'up' WHERE id = 'c-bad'", isReadable: false),
        Damage("session", "UPDATE session SET started_at = 'noon' WHERE id = 'c-bad'", isReadable: false),
        Damage("session", "UPDATE session SET received_at = 'noon' WHERE id = 'c-bad'", isReadable: false),
        Damage("session", "UPDATE session SET service = x'ff' WHERE id = 'c-bad'", isReadable: false),
    ]

    private func journal(isLive: Bool, _ damage: String) async throws -> SQLiteJournal {
        let journal = try SQLiteJournal(path: self.path)
        try await journal.commit(["c-1", "c-bad", "c-3"].map { .session(Self.session($0, isLive: isLive)) })
        try await self.execute(damage)
        return journal
    }

    private func execute(_ sql: String) async throws {
        try await DatabaseQueue(path: self.path).write { db in
            try db.execute(sql: sql)
            #expect(db.changesCount > 0)
        }
    }

    @Test("It is left out and named, with as little else as can be; all other calls are read as ever", arguments: Self.damages)
    func leftOut(_ damage: Damage) async throws {
        let journal = try await self.journal(isLive: false, damage.sql)
        let wanted = damage.isReadable ? ["c-1", "c-bad", "c-3"] : ["c-1", "c-3"]
        #expect((try await journal.session("c-bad") != nil) == damage.isReadable)
        let listed = try await journal.listed(ListingQuery(user: "anna@example.com", scope: .all, limit: 10)).map(\.id)
        #expect(Set(listed) == Set(wanted))
        #expect(try await journal.session("c-1")?.events.count == 2)
        let rows = journal.unreadableRows
        #expect(Set(rows.map(\.table)) == [damage.table])
        #expect(Set(rows.map(\.owner)) == ["c-bad"])
    }

    @Test("What finds such rows without reading them finds the same", arguments: Self.damages)
    func found(_ damage: Damage) async throws {
        let journal = try await self.journal(isLive: false, damage.sql)
        _ = try await journal.listed(ListingQuery(user: "anna@example.com", scope: .all, limit: 10))
        _ = try await journal.session("c-bad")
        let met = journal.unreadableRows
        #expect(try SQLiteJournal.unreadableRows(in: self.path) == met)
        #expect(await journal.examine())
        #expect(journal.unreadableRows == met)
    }

    @Test("A start goes on with the calls that can be read", arguments: Self.damages)
    func start(_ damage: Damage) async throws {
        let journal = try await self.journal(isLive: true, damage.sql)
        let live = try await journal.start().liveSessions.map(\.id)
        #expect(Set(live).isSuperset(of: ["c-1", "c-3"]))
        #expect(journal.unreadableRows.map(\.owner).allSatisfy { $0 == "c-bad" } && !journal.unreadableRows.isEmpty)
    }

    @Test("A page stays full wherever there are more calls: one that is not full is taken for the last")
    func fullPages() async throws {
        let journal = try SQLiteJournal(path: self.path)
        try await journal.commit((100..<200).map { .session(Self.session("c-\($0)", isLive: false)) })
        try await self.execute("UPDATE session SET direction = 'up' WHERE id BETWEEN 'c-101' AND 'c-130'")
        var query = ReportQuery(from: Self.at, to: Self.at + .seconds(1), scope: .all, limit: 10)
        var found: [String] = []
        while case let page = try await journal.started(query), let last = page.last {
            #expect(page.count == 10)
            found += page.map(\.id)
            query.after = .init(startedAt: last.startedAt, session: last.id)
        }
        #expect(found.count == 70)
        #expect(try await journal.listed(ListingQuery(user: "anna@example.com", scope: .all, limit: 10)).count == 10)
    }

    @Test("A row that can't be read yields to the same row told again, and fails no transaction", arguments: Self.damages)
    func healed(_ damage: Damage) async throws {
        let journal = try await self.journal(isLive: false, damage.sql)
        var delta = Self.session("c-bad", isLive: false)
        delta.left = ["cleo@example.com"]
        try await journal.commit([.session(delta), .session(Self.session("c-4", isLive: false))])
        let healed = try #require(try await journal.session("c-bad"))
        let other = try #require(try await journal.session("c-4"))
        #expect(Set(healed.events) == Set(other.events) && healed.conclusions == other.conclusions)
        #expect(healed.audience == other.audience && healed.startedAt == other.startedAt)
        #expect(try SQLiteJournal.unreadableRows(in: self.path).isEmpty)
    }

    @Test(
        "So it is in the other tables",
        arguments: [
            "UPDATE settings SET changed_at = 'noon'", "UPDATE settings SET content = x'ff'",
            "UPDATE subscription SET created_at = 'noon'", "UPDATE subscription SET services = x'ff'",
            "UPDATE inactive_service SET upn = x'ff'", "UPDATE early_event SET type = 'rang'",
            "UPDATE early_event SET at = -at * 1000", "UPDATE early_event SET direction = 'up'",
            "UPDATE early_event SET user = x'ff'", "UPDATE login_session SET user = x'ff'",
            "UPDATE login_session SET expires_at = 'noon'", "UPDATE login_session SET ended_at = 'noon'",
        ])
    func otherTables(_ damage: String) async throws {
        let journal = try SQLiteJournal(path: self.path)
        let settings = SettingsRecord(service: "support", json: Array("{}".utf8), changedBy: "owner", changedAt: Self.at)
        let subscription = SubscriptionRecord(
            id: "t-1", services: ["support"], events: ["queued"], modalities: [], directions: [], callback: [1], secret: [2],
            owner: "flow", createdAt: Self.at)
        let early = EarlyEventRecord(
            id: .init(session: "c-1", key: "switch", event: "e-1"), scope: .all, type: .queued, at: Self.at)
        let signedIn = LoginSessionRecord(id: "l-1", user: "anna@example.com", startedAt: Self.at, expiresAt: Self.at)
        try await journal.commit([
            .settings(settings), .subscription(subscription),
            .inactive(user: "anna@example.com", services: ["support"], at: Self.at), .early(early), .loginSession(signedIn),
        ])
        try await self.execute(damage)
        let start = try await journal.start()
        let table = damage.split(separator: " ")[1]
        #expect(start.subscriptions.isEmpty == (table == "subscription"))
        #expect(start.inactiveServices.isEmpty == (table == "inactive_service"))
        #expect(start.earlyEvents == (table == "early_event" ? [] : [early]))
        // Whoever may have signed out is not signed in again.
        #expect(start.loginSessions.map(\.id) == ["l-1"])
        #expect((start.loginSessions.first?.endedAt == nil) == (table != "login_session"))
        #expect(journal.unreadableRows.map(\.table) == [String(table)])
        #expect(try SQLiteJournal.unreadableRows(in: self.path) == journal.unreadableRows)
        // A user's settings that can't be read stay: no file takes their place.
        let record = try #require(start.settings["support"])
        #expect(table == "settings" ? record.json.isEmpty && !record.changedBy.isEmpty : record == settings)
        #expect(try SQLiteJournal.settings(in: self.path)["support"] == record)
        // Told again, it takes the row's place.
        try await journal.commit([.early(early)])
        #expect(try await journal.start().earlyEvents == [early])
    }
}
