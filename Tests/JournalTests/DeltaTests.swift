import CallModel
import Foundation
import GRDB
import Journal
import Testing

@Suite("What is added to a session")
struct DeltaTests {
    private static let now = WallTime(milliseconds: 1_795_255_200_000)

    private static func event(_ number: Int, _ type: EventType = .offered) -> CallEvent {
        CallEvent(
            id: "event-\(number)", type: type, at: Self.now + .seconds(number), direction: .inbound, service: "support",
            user: "anna@example.com", reason: "busy")
    }

    private static func delta(_ events: [CallEvent] = [], _ change: (inout SessionDelta) -> Void = { _ in }) -> JournalEntry {
        var delta = SessionDelta(
            id: "c-1", service: "support", direction: .inbound, events: events, lastReceivedAt: Self.now, startedAt: Self.now,
            isLive: true)
        change(&delta)
        return .session(delta)
    }

    private static func conclusion(_ tag: String) -> Conclusion {
        Conclusion(codes: .init(primary: "question"), tags: [tag], savedAt: Self.now, outcome: .accepted, reason: "ok")
    }

    @Test("Events, who saw it, and conclusions come one after the other; what is there stays as it is")
    func added() async throws {
        for journal in try JournalTests.kinds {
            try await journal.commit([Self.delta([Self.event(1), Self.event(2)]) { $0.joined = ["anna", "ben"] }])
            try await journal.commit([Self.delta { $0.conclusions = ["anna": Self.conclusion("first")] }])
            try await journal.commit([
                Self.delta([Self.event(3), Self.event(2, .declined)]) { delta in
                    delta.unseen = ["event-3", "event-1"]
                    delta.joined = ["cleo", "ben"]
                    delta.left = ["anna"]
                    delta.conclusions = ["anna": Self.conclusion("second"), "ben": Self.conclusion("third")]
                    delta.lastReceivedAt = Self.now + .seconds(9)
                    delta.startedAt = Self.now + .seconds(-5)
                    delta.isLive = false
                }
            ])
            let found = try #require(try await journal.session("c-1"))
            #expect(Set(found.events) == [Self.event(1), Self.event(2), Self.event(3)] && found.events.count == 3)
            #expect(found.unseen == ["event-1", "event-3"])
            #expect(found.audience == ["ben", "cleo"])
            #expect(found.conclusions == ["anna": Self.conclusion("first"), "ben": Self.conclusion("third")])
            #expect(found.lastReceivedAt == Self.now + .seconds(9) && found.startedAt == Self.now + .seconds(-5))
            #expect(!found.isLive)
            #expect(try await journal.start().liveSessions.isEmpty)
        }
    }

    @Test("An entry of a session that is over moves in its list, and leaves it")
    func relisted() async throws {
        for journal in try JournalTests.kinds {
            let listing = SessionDelta.Listing(user: "anna", updatedAt: Self.now, outcome: .abandoned)
            try await journal.commit([
                Self.delta([Self.event(1)]) {
                    $0.listings = [listing]
                    $0.isLive = false
                }
            ])
            try await journal.commit([
                Self.delta {
                    $0.listings = [.init(user: "anna", updatedAt: Self.now + .seconds(1), outcome: .accepted)]
                    $0.unlisted = ["anna"]
                    $0.isLive = false
                }
            ])
            #expect(try await journal.listed(.init(user: "anna", scope: .all, limit: 9)).count == 1)
            #expect(try await journal.listed(.init(user: "anna", scope: .all, outcomes: [.abandoned], limit: 9)).isEmpty)
            try await journal.commit([
                Self.delta {
                    $0.unlisted = ["anna"]
                    $0.isLive = false
                }
            ])
            #expect(try await journal.listed(.init(user: "anna", scope: .all, limit: 9)).isEmpty)
        }
    }

    @Test("D6 The 2,000th event of a session writes no more bytes than the 2nd")
    func bytesPerEvent() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID()).sqlite").path
        let journal = try SQLiteJournal(path: path)
        try await journal.commit([Self.delta([Self.event(0)])])
        // As long as somebody reads, the log only grows: each commit by what it writes.
        let reader = try DatabasePool(path: path).makeSnapshot()
        var sizes: [Int] = []
        for number in 1...2_000 {
            try await journal.commit([Self.delta([Self.event(number)])])
            sizes.append(journal.logSize)
        }
        let written = zip(sizes.dropFirst(), sizes).map { $0 - $1 }
        func median(_ window: ArraySlice<Int>) -> Int { window.sorted()[window.count / 2] }
        #expect(median(written.prefix(100)) > 0)
        #expect(Double(median(written.suffix(100))) <= 1.5 * Double(median(written.prefix(100))))
        withExtendedLifetime(reader) {}
    }
}
