import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("One question whose answer many wait for", .timeLimit(.minutes(5)))
struct SharedQueryConcurrencyTests {
    private final class Heard: Sendable {
        let durations = Lock<[Duration]>([])
    }

    @Test("The first answer counts, and each handler is called with it, once; tasks that work for it end")
    func firstAnswer() async throws {
        let key = AnswerKey(
            connector: try #require(ConnectorID("crm")), number: NumberKey(e164Digits: 493_023_125_001), region: nil,
            audience: nil)
        for _ in 0..<200 {
            let query = SharedQuery(key: key, startedAt: MonotonicTime(nanoseconds: 0))
            let heard = Heard()
            let work = Task { await Task.untilCancelled() }
            let firsts = try await race(8, steps: 1) { racer -> Duration? in
                query.onAnswer { answer in heard.durations.withLock { $0.append(answer.elapsed) } }
                if racer.index == 0 { query.attach(work) { _ in } }
                guard racer.index > 3 else { return nil }
                let elapsed = Duration.seconds(racer.index)
                return query.complete(with: ConnectorAnswer(outcome: .miss, elapsed: elapsed)) ? elapsed : nil
            }.compactMap(\.self)
            #expect(firsts.count == 1)
            #expect(heard.durations.withLock(\.self) == Array(repeating: firsts.first ?? .zero, count: 8))
            await work.value
        }
    }
}
