import CallModel
import Sessions
import TestSupport
import Testing
import Waiting

@Suite("The store")
struct SessionStoreJournalTests {
    /// Counts what it is asked for; holds one session that is over.
    private final class CountingJournal: Journal, SessionArchive {
        let commits = Lock<[[JournalEntry]]>([])
        let readings = Lock(0)

        func commit(_ entries: [JournalEntry]) async throws(JournalError) { self.commits.withLock { $0.append(entries) } }

        func verify() async throws(JournalError) {}
        func start() async throws(JournalError) -> JournalSnapshot { JournalSnapshot() }

        func session(_ id: String) async throws(JournalError) -> SessionRecord? {
            self.readings.withLock { $0 += 1 }
            guard id == "c-over" else { return nil }
            let events = [Happening(.queued, 0, id: "q"), Happening(.ended, 9, id: "end")].map { $0.event(.inbound, number: 0) }
            return SessionRecord(
                id: id, service: "support", direction: .inbound, events: events, lastReceivedAt: .at(9), startedAt: .at(0),
                isLive: false)
        }

        func listed(_: ListingQuery) async throws(JournalError) -> [SessionRecord] { [] }
        func started(_: ReportQuery) async throws(JournalError) -> [SessionRecord] { [] }
        func pastCount(before _: WallTime) async throws(JournalError) -> Int { 0 }
    }

    private let journal = CountingJournal()

    /// In the past of a new clock.
    private static func moment(_ second: Int) -> WallTime { WallTime(milliseconds: Int64(second) * 1_000) }

    private func store(_ work: (SessionStore) async throws -> Void) async throws {
        let time = ManualTime()
        let store = SessionStore(journal: self.journal, feed: InteractionFeed(boot: "boot", time: time), time: time) { service in
            var settings = ServiceSettings(id: service, displayName: service)
            settings.members = [anna, ben]
            return settings
        }
        async let running: Void = store.run()
        do {
            try await work(store)
        } catch {
            store.close()
            throw error
        }
        store.close()
        await running
    }

    private static let sender = EventSender(key: "switch", scope: .all)

    @Test("D6 What the journal is handed for an event is the same however many came before")
    func handed() async throws {
        try await self.store { store in
            _ = try await store.receive(
                EventDraft(id: "q", type: .queued, at: Self.moment(0), direction: .inbound, service: "support"), of: "c-1",
                from: Self.sender)
            for number in 100..<500 {
                let draft = EventDraft(id: "e-\(number)", type: .offered, at: Self.moment(number), user: anna)
                _ = try await store.receive(draft, of: "c-1", from: Self.sender)
            }
        }
        let sizes = self.journal.commits.withLock { commits in commits.map { "\($0)".utf8.count } }
        #expect(sizes.count == 401)
        #expect(Set(sizes.dropFirst()).count == 1, "\(sizes[1]) … \(sizes[400])")
    }

    @Test("An old session is read once, also where its event has no effect")
    func readOnce() async throws {
        try await self.store { store in
            for _ in 0..<5 {
                let session = try await store.receive(EventDraft(id: "end", type: .ended), of: "c-over", from: Self.sender)
                #expect(session?.isLive == false)
            }
        }
        #expect(self.journal.readings.withLock(\.self) == 1)
        #expect(self.journal.commits.withLock(\.count) == 0)
    }
}
