import CallModel
import Foundation
import GRDB
import Testing

import Journal

@Suite("Journals of earlier versions")
struct MigrationTests {
    /// A journal as it was when each session was one text of JSON.
    private static func older() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID()).sqlite").path
        let sql = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/journal-3.sql")
        let queue = try DatabaseQueue(path: path)
        let text = try String(contentsOf: sql, encoding: .utf8)
        try queue.writeWithoutTransaction { try $0.execute(sql: text) }
        try queue.close()
        return path
    }

    private static func at(_ second: Int) -> WallTime { WallTime(milliseconds: 1_795_168_800_000 + Int64(second) * 1_000) }

    @Test("D5 Events, who saw a call, conclusions and lists of an older journal are all there")
    func nothingIsLost() async throws {
        let journal = try SQLiteJournal(path: try Self.older())
        let start = try await journal.start()
        let live = try #require(start.liveSessions.first)
        #expect(start.liveSessions.count == 1 && start.settings.count == 1)
        #expect(start.inactiveServices == ["cleo@example.com": ["support"]])
        #expect(live.id == "c-live" && live.unseen == ["e-3"])
        #expect(live.audience == ["ben@example.com", "pia@example.com"])
        #expect(
            live.events.sorted { $0.precedes($1) } == [
                CallEvent(id: "e-1", type: .queued, at: Self.at(0), direction: .inbound, service: "support"),
                CallEvent(
                    id: "e-2", type: .offered, at: Self.at(1), direction: .inbound, service: "support", user: "pia@example.com"),
                CallEvent(
                    id: "e-3", type: .offered, at: Self.at(2), direction: .inbound, service: "support", user: "eve@example.com"),
            ])
        let listed = try await journal.listed(.init(user: "pia@example.com", scope: .all, limit: 9))
        #expect(listed.map(\.id) == ["c-taken", "c-out", "c-missed"])
        #expect(listed.map(\.events.count) == [6, 3, 2])
        #expect(listed[0].events.contains { $0.id == "e-3" && $0.type == .declined && $0.reason == "busy" })
        let conclusion = Conclusion(
            codes: .init(primary: "question", secondary: "solved"), tags: ["call back", "VIP"],
            savedAt: WallTime(milliseconds: 1_795_851_944_176), outcome: .accepted)
        #expect(listed[0].conclusions == ["pia@example.com": conclusion] && listed[1].conclusions.isEmpty)
        #expect(listed[1].direction == .outbound && listed[1].audience.isEmpty && !listed[1].isLive)
    }

    @Test("D5 It goes on from there, and is sound; a second start finds it as the first one left it")
    func goesOn() async throws {
        let path = try Self.older()
        let journal = try SQLiteJournal(path: path)
        let ended = CallEvent(id: "e-4", type: .ended, at: Self.at(60), direction: .inbound, service: "support")
        let delta = SessionDelta(
            id: "c-live", service: "support", direction: .inbound, events: [ended], lastReceivedAt: Self.at(60),
            startedAt: Self.at(0), isLive: false)
        try await journal.commit([.session(delta)])
        journal.close()
        try SQLiteJournal.inspect(path, thoroughly: true)
        let again = try SQLiteJournal(path: path)
        #expect(try await again.session("c-live")?.events.count == 4)
        #expect(try await again.start().liveSessions.isEmpty)
    }

    @Test("D5 It has a place for events that wait for their calls")
    func earlyEvents() async throws {
        let journal = try SQLiteJournal(path: try Self.older())
        let event = EarlyEventRecord(
            id: .init(session: "c-new", key: "switch", event: "e-1"), scope: .all, type: .accepted, at: Self.at(0), user: "200")
        try await journal.commit([.early(event)])
        #expect(try await journal.start().earlyEvents == [event])
    }

    @Test("D5 It has a place for login sessions")
    func loginSessions() async throws {
        let journal = try SQLiteJournal(path: try Self.older())
        let record = LoginSessionRecord(id: "l-1", user: "pia@example.com", startedAt: Self.at(0), expiresAt: Self.at(9))
        #expect(try await journal.start().loginSessions.isEmpty)
        try await journal.commit([.loginSession(record)])
        #expect(try await journal.start().loginSessions == [record])
    }

    @Test("D5 Where a part of an older journal can't be understood it is left as it is")
    func unreadable() throws {
        let path = try Self.older()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "UPDATE session SET content = 'half of ' || content WHERE id = 'c-out'") }
        #expect(throws: JournalOpenError.corrupt) { try SQLiteJournal(path: path) }
        let rows = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM session WHERE length(content) > 9") }
        #expect(rows == 4)
    }
}
