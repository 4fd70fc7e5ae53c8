import CallModel
import TestSupport
import Testing
import Waiting

@testable import Enrichment

@Suite("Answers of a lookup that come at once", .timeLimit(.minutes(5)))
struct AnswerCollectorConcurrencyTests {
    /// Answers tell themselves apart by their time.
    private func answer(_ seconds: Int) -> ConnectorAnswer {
        ConnectorAnswer(outcome: .miss, elapsed: .seconds(seconds))
    }

    @Test("The wait ends with the last answer, whoever brings it; of two for one place the first counts")
    func complete() async throws {
        for _ in 0..<200 {
            let collector = AnswerCollector(Array(repeating: nil, count: 3))
            try await race(7, steps: 1) { racer in
                if racer.index == 6 {
                    await collector.wait()
                    #expect(collector.answers.allSatisfy { $0 != nil })
                } else {
                    collector.fill(racer.index % 3, with: self.answer(racer.index))
                }
            }
            for (place, answer) in collector.answers.enumerated() {
                #expect(answer?.elapsed == .seconds(place) || answer?.elapsed == .seconds(place + 3))
            }
        }
    }

    @Test("What comes around the deadline is in the answer, or is reported as late; the timer ends with the last")
    func lateAnswers() async throws {
        for _ in 0..<200 {
            let collector = AnswerCollector(Array(repeating: nil, count: 4))
            let reports = Gauge()
            let timer = Task { await Task.untilCancelled() }
            try await race(6, steps: 1) { racer in
                switch racer.index {
                case 4:
                    await collector.wait()
                    let missing = collector.answers.count { $0 == nil }
                    guard missing > 0 else { return timer.cancel() }
                    collector.onLateAnswer(missing: missing) { reports.enter() }
                    collector.attach(timer)
                    // All that was missing has come once the others are done; then one report at least was made.
                    while collector.answers.contains(where: { $0 == nil }) || reports.inside == 0 { await Task.yield() }
                case 5: collector.close()
                default: collector.fill(racer.index, with: self.answer(racer.index))
                }
            }
            await timer.value
            #expect(collector.answers.map { $0?.elapsed } == (0..<4).map { .seconds($0) })
        }
    }

    @Test("At the end of its longest time each place has its answer or the timeout, and the timer has ended")
    func timingOut() async throws {
        for _ in 0..<200 {
            let collector = AnswerCollector(Array(repeating: nil, count: 4))
            collector.close()
            let timer = Task { await Task.untilCancelled() }
            collector.attach(timer)
            try await race(5, steps: 1) { racer in
                if racer.index == 4 {
                    collector.timeOut(with: self.answer(10))
                } else {
                    collector.fill(racer.index, with: self.answer(racer.index))
                }
            }
            await timer.value
            for (place, answer) in collector.answers.enumerated() {
                #expect(answer?.elapsed == .seconds(place) || answer?.elapsed == .seconds(10))
            }
        }
    }
}
