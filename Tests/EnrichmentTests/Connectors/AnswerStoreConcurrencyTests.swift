import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("R12 Answers that many lookups ask for at once", .timeLimit(.minutes(5)))
final class AnswerStoreConcurrencyTests: Sendable {
    private let store = AnswerStore(limits: .init(entries: 1_000, cost: 1 << 20))
    private let time = ManualTime()
    /// How many ask about each number.
    private let asking = Lock<[Int: Int]>([:])

    private static func key(_ last: Int) throws -> AnswerKey {
        AnswerKey(
            connector: try #require(ConnectorID("crm")), number: NumberKey(e164Digits: 493_023_125_000 + UInt64(last)),
            region: nil, audience: nil)
    }

    private func answer(_ last: Int) -> ConnectorAnswer {
        ConnectorAnswer(outcome: .hit, findings: [.exact([.lastName: "Meier \(last)"])])
    }

    private func answer(of query: SharedQuery) async -> ConnectorAnswer {
        await withCheckedContinuation { continuation in query.onAnswer { continuation.resume(returning: $0) } }
    }

    private func begin(_ last: Int) -> Int {
        self.asking.withLock { asking in
            asking[last, default: 0] += 1
            return asking[last] ?? 0
        }
    }

    @Test("A number is asked about by one at a time, all have its own answer, and nothing is left under way")
    func oneAtATime() async throws {
        let answers = try await race { racer -> Int in
            let last = racer.below(10)
            let key = try Self.key(last)
            if racer.below(6) == 0 { self.store.removeAll() }
            let slot = self.store.slot(for: key, at: self.time.monotonicNow())
            guard let query = slot.query else {
                #expect(slot.kept?.findings == self.answer(last).findings && slot.kept?.isCached == true)
                return 0
            }
            if slot.isNew {
                #expect(self.begin(last) == 1)
                await Task.yield()
                self.asking.withLock { $0[last] = 0 }
                #expect(self.store.complete(query, with: self.answer(last), at: self.time.monotonicNow(), policy: .init()))
            }
            #expect(await self.answer(of: query).findings == self.answer(last).findings)
            return slot.isNew ? 1 : 0
        }
        #expect(answers.contains(1))
        let figures = self.store.figures
        #expect(figures.underWay == 0 && figures.entries <= 10)
    }

    @Test("An answer to a question from before its number was forgotten is not kept")
    func forgetting() async throws {
        let key = try Self.key(1)
        try await race(steps: 300) { racer in
            if racer.below(4) == 0 {
                _ = self.store.forget(key.number) { _ in true }
                return
            }
            let slot = self.store.slot(for: key, at: self.time.monotonicNow())
            guard let query = slot.query else { return }
            if slot.isNew { _ = self.store.complete(query, with: self.answer(1), at: self.time.monotonicNow(), policy: .init()) }
            // Forgetting ends the wait, too.
            let outcome = await self.answer(of: query).outcome
            #expect(outcome == .hit || outcome == .skipped)
        }
        let forgotten = self.store.slot(for: key, at: self.time.monotonicNow())
        if let query = forgotten.query {
            _ = self.store.forget(key.number) { _ in true }
            #expect(!self.store.complete(query, with: self.answer(1), at: self.time.monotonicNow(), policy: .init()))
        } else {
            #expect(self.store.forget(key.number) { _ in true }.kept == 1)
        }
        let figures = self.store.figures
        #expect(figures.entries == 0 && figures.bytes == 0 && figures.underWay == 0)
    }
}
