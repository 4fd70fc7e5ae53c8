import CallModel
import Foundation
import Journal
import TestSupport
import Testing

/// Twice the same test, since each kind of journal is a shared type of its own.
@Suite("A journal in memory with one writer and many readers", .timeLimit(.minutes(5)))
struct InMemoryJournalConcurrencyTests {
    @Test("Readers see whole transactions, in their order, and in the end all of them")
    func readers() async throws {
        try await JournalRace(InMemoryJournal()).run()
    }
}

@Suite("A journal in a file with one writer and many readers", .timeLimit(.minutes(5)))
struct SQLiteJournalConcurrencyTests {
    @Test("Readers see whole transactions, in their order, and in the end all of them")
    func readers() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await JournalRace(try SQLiteJournal(path: folder.appending(path: "journal.sqlite").path)).run()
    }
}

/// One task that writes, and seven that read meanwhile. Each transaction adds one event to each of two live sessions.
private struct JournalRace {
    private static let transactions = 60
    private let journal: any CallJournal

    init(_ journal: any CallJournal) {
        self.journal = journal
    }

    private static func at(_ second: Int) -> WallTime { WallTime(milliseconds: 1_795_255_200_000 + Int64(second) * 1_000) }

    private static func delta(_ session: String, _ number: Int) -> SessionDelta {
        let event = CallEvent(
            id: "e-\(number)", type: .queued, at: Self.at(number), direction: .inbound, service: "support")
        return SessionDelta(
            id: session, service: "support", direction: .inbound, events: [event], joined: ["anna@example.com"],
            lastReceivedAt: Self.at(number), startedAt: Self.at(0), isLive: true, listings: [])
    }

    /// The number of a session's events, which must be the first ones.
    private func count(_ record: SessionRecord?) -> Int {
        let events = record?.events ?? []
        #expect(Set(events.map(\.id)) == Set((0..<events.count).map { "e-\($0)" }))
        #expect(events.isEmpty || record?.lastReceivedAt == Self.at(events.count - 1))
        return events.count
    }

    func run() async throws {
        let journal = self.journal
        try await race(8, steps: Self.transactions) { racer in
            if racer.index == 0 {
                let deltas = ["c-1", "c-2"].map { Self.delta($0, racer.step) }
                try await journal.commit(deltas.map(JournalEntry.session))
                #expect(self.count(try await journal.session("c-1")) == racer.step + 1)
                return
            }
            let before = self.count(try await journal.session("c-1"))
            // Later, and of the other session: not behind.
            let after = self.count(try await journal.session("c-2"))
            #expect(after >= before)
            if racer.below(4) == 0 {
                let counts = try await journal.start().liveSessions.map { self.count($0) }
                #expect(Set(counts).count <= 1 && (counts.first ?? 0) >= after)
            }
        }
        let counts = try await journal.start().liveSessions.map { self.count($0) }
        #expect(counts == [Self.transactions, Self.transactions])
    }
}
