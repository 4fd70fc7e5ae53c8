import CallModel
import Journal
import Testing

@Suite("How much a journal in memory keeps")
struct InMemoryLimitsTests {
    private func at(_ seconds: Int) -> WallTime { WallTime(milliseconds: 1_795_255_200_000 + Int64(seconds) * 1_000) }

    private func session(_ id: String, _ second: Int, isLive: Bool = false) -> JournalEntry {
        let event = CallEvent(id: "e-1", type: .offered, at: self.at(second), direction: .inbound, service: "support")
        return .session(
            SessionDelta(
                id: id, service: "support", direction: .inbound, events: [event], lastReceivedAt: self.at(second),
                startedAt: self.at(second), isLive: isLive))
    }

    private func count(_ journal: InMemoryJournal) async throws -> Int {
        let all = ReportQuery(from: WallTime(milliseconds: .min), to: WallTime(milliseconds: .max), scope: .all, limit: .max)
        return try await journal.started(all).count
    }

    @Test("Of past calls the latest stay, of those that go on all")
    func sessions() async throws {
        let journal = InMemoryJournal(limits: .init(pastSessions: 100))
        for number in 0..<50 { try await journal.commit([self.session("live-\(number)", number, isLive: true)]) }
        for number in 0..<5_000 {
            try await journal.commit([self.session("past-\(number)", number)])
            if number.isMultiple(of: 500) { #expect(try await self.count(journal) <= 150) }
        }
        #expect((140...150).contains(try await self.count(journal)))
        #expect(try await journal.start().liveSessions.count == 50)
        for (id, isKept) in [("past-4999", true), ("past-4910", true), ("past-4899", false)] {
            #expect((try await journal.session(id) != nil) == isKept)
        }
    }

    @Test("Of tags those stay that were saved last")
    func tags() async throws {
        let journal = InMemoryJournal(limits: .init(tags: 100))
        for number in 0..<1_000 {
            let uses = ["often", "tag \(number)"].map { TagUse(service: "support", text: $0, searchKey: $0) }
            try await journal.commit([.tags(uses, at: self.at(number))])
        }
        let tags = try await journal.tags(of: "support", beginning: "", limit: 1_000)
        #expect((90...100).contains(tags.count))
        #expect(tags.first == TagCount(text: "often", uses: 1_000) && tags.contains { $0.text == "tag 999" })
    }

    @Test("Of tags that come back with their caller those stay that were saved last")
    func recalls() async throws {
        let journal = InMemoryJournal(limits: .init(recalls: 100))
        for number in 0..<1_000 {
            let digest = [UInt8](repeating: UInt8(number % 250), count: 32)
            let record = RecallRecord(digest: digest, service: "support", tags: ["tag \(number)"], savedAt: self.at(number))
            try await journal.commit([.recall(record)])
        }
        var count = 0
        for digest in UInt8.min...249 {
            count += try await journal.recalledCount(digest: [UInt8](repeating: digest, count: 32), within: .all)
        }
        #expect((90...100).contains(count))
        #expect(
            try await journal.recalled(digest: [UInt8](repeating: 249, count: 32), service: "support", limit: 9).map(\.text) == [
                "tag 999"
            ])
    }
}
