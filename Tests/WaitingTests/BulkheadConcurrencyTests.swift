import TestSupport
import Testing
import Waiting

@Suite("Bulkheads that tasks fight over", .timeLimit(.minutes(5)))
struct BulkheadConcurrencyTests {
    @Test("Never more than its places are taken, and all are free in the end, whoever is cancelled when")
    func underContention() async {
        let bulkhead = Bulkhead(inFlight: 3, waiting: .max)
        let gauge = Gauge()
        await withTaskGroup { group in
            for index in 0..<2_000 {
                group.addTask {
                    let task = Task {
                        guard await bulkhead.enter() else { return false }
                        gauge.enter()
                        await Task.yield()
                        gauge.leave()
                        bulkhead.leave()
                        return true
                    }
                    if index.isMultiple(of: 2) { task.cancel() }
                    let wasIn = await task.value
                    #expect(wasIn || index.isMultiple(of: 2))
                }
            }
        }
        #expect((1...3).contains(gauge.most))
        #expect(bulkhead.occupied == 0)
        #expect(bulkhead.queued == 0)
    }

    @Test("A short queue turns tasks away, and all that got a place had it")
    func shortQueue() async throws {
        let bulkhead = Bulkhead(inFlight: 2, waiting: 3)
        let gauge = Gauge()
        let entries = try await race { _ in
            guard await bulkhead.enter() else { return 0 }
            gauge.enter()
            await Task.yield()
            gauge.leave()
            bulkhead.leave()
            return 1
        }
        #expect(entries.contains(1) && gauge.most <= 2)
        #expect(bulkhead.occupied == 0 && bulkhead.queued == 0)
    }
}
