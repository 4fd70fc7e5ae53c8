import CallModel
import Foundation
import GRDB
import Journal
import Testing

@Suite("D5 Journals with damaged rows")
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
        let event = CallEvent(id: "e-1", type: .ended, at: Self.at, direction: .inbound, service: "support")
        let listing = SessionDelta.Listing(user: "anna@example.com", updatedAt: Self.at, outcome: .abandoned)
        var delta = SessionDelta(
            id: id, service: "support", direction: .inbound, events: [event], joined: ["anna@example.com"],
            lastReceivedAt: Self.at, startedAt: Self.at, isLive: isLive, listings: isLive ? [] : [listing])
        delta.conclusions = [
            "anna@example.com": Conclusion(
                codes: CodeChoice(primary: nil, secondary: nil), tags: ["vip"], savedAt: Self.at, outcome: .abandoned, reason: nil
            )
        ]
        return delta
    }

    /// Each leaves the file sound: only who reads the row can see that nobody of us wrote it.
    private static let damages = [
        "UPDATE audience SET members = '[\"anna@example.com\"],' WHERE session = 'c-past'",
        "UPDATE audience SET members = '[\"anna@example.com' WHERE session = 'c-past'",
        "UPDATE audience SET members = '[], []' WHERE session = 'c-past'",
        "UPDATE audience SET members = 'null' WHERE session = 'c-past'",
        "UPDATE event SET type = 'rang' WHERE session = 'c-past'",
        "UPDATE event SET at = 'noon' WHERE session = 'c-past'",
        "UPDATE event SET is_unseen = 'perhaps' WHERE session = 'c-past'",
        "DELETE FROM event WHERE session = 'c-past'",
        "UPDATE conclusion SET outcome = 'fine' WHERE session = 'c-past'",
        "UPDATE conclusion SET saved_at = 'noon' WHERE session = 'c-past'",
        "UPDATE conclusion SET tags = '[1]' WHERE session = 'c-past'",
        "UPDATE session SET direction = 'up' WHERE id = 'c-past'",
        "UPDATE session SET started_at = 'noon' WHERE id = 'c-past'",
        "UPDATE session SET received_at = 'noon' WHERE id = 'c-past'",
    ]

    @Test("Who reads a damaged row is told so; other sessions are read as ever", arguments: Self.damages)
    func refused(_ damage: String) async throws {
        let journal = try SQLiteJournal(path: self.path)
        try await journal.commit([
            .session(Self.session("c-past", isLive: false)), .session(Self.session("c-other", isLive: false)),
        ])
        let queue = try DatabaseQueue(path: self.path)
        try await queue.write { try $0.execute(sql: damage) }
        await #expect(throws: JournalError.corrupt) { try await journal.session("c-past") }
        await #expect(throws: JournalError.corrupt) {
            try await journal.listed(ListingQuery(user: "anna@example.com", limit: 10))
        }
        #expect(try await journal.session("c-other")?.events.count == 1)
    }

    @Test(
        "So it is in the other tables",
        arguments: [
            "UPDATE settings SET changed_at = 'noon'", "UPDATE settings SET content = x'ff'",
            "UPDATE subscription SET created_at = 'noon'", "UPDATE subscription SET services = x'ff'",
            "UPDATE inactive_service SET upn = x'ff'",
        ])
    func otherTables(_ damage: String) async throws {
        let journal = try SQLiteJournal(path: self.path)
        let settings = SettingsRecord(service: "support", json: Array("{}".utf8), changedBy: "owner", changedAt: Self.at)
        let subscription = SubscriptionRecord(
            id: "t-1", services: ["support"], events: ["queued"], modalities: [], directions: [], callback: [1], secret: [2],
            owner: "flow", createdAt: Self.at)
        try await journal.commit([
            .settings(settings), .subscription(subscription),
            .inactive(user: "anna@example.com", services: ["support"], at: Self.at),
        ])
        let queue = try DatabaseQueue(path: self.path)
        try await queue.write { try $0.execute(sql: damage) }
        await #expect(throws: JournalError.corrupt) { try await journal.start() }
        guard damage.contains("settings") else { return }
        #expect(throws: JournalOpenError.corrupt) { try SQLiteJournal.settings(in: self.path) }
    }

    @Test("A start says that a call that goes on is damaged", arguments: Self.damages)
    func start(_ damage: String) async throws {
        let journal = try SQLiteJournal(path: self.path)
        try await journal.commit([.session(Self.session("c-past", isLive: true))])
        let queue = try DatabaseQueue(path: self.path)
        try await queue.write { try $0.execute(sql: damage) }
        await #expect(throws: JournalError.corrupt) { try await journal.start() }
    }
}
