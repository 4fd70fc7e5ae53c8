import Testing
import Waiting

@Suite("Bulkhead", .timeLimit(.minutes(5)))
struct BulkheadTests {
    @Test("Places go to those who wait, in their order")
    func firstComeFirstServed() async {
        let bulkhead = Bulkhead(inFlight: 1, waiting: 10)
        #expect(await bulkhead.enter())
        let order = Log()
        var tasks: [Task<Void, Never>] = []
        for index in 0..<5 {
            tasks.append(
                Task {
                    #expect(await bulkhead.enter())
                    order.entries.withLock { $0.append(index) }
                    bulkhead.leave()
                })
            while bulkhead.queued <= index { await Task.yield() }
        }
        bulkhead.leave()
        for task in tasks { await task.value }
        #expect(order.entries.withLock { $0 } == [0, 1, 2, 3, 4])
        #expect(bulkhead.occupied == 0)
    }

    @Test("Who comes when the queue is full is turned away")
    func fullQueue() async {
        let bulkhead = Bulkhead(inFlight: 1, waiting: 1)
        #expect(await bulkhead.enter())
        let waiting = Task { await bulkhead.enter() }
        while bulkhead.queued < 1 { await Task.yield() }
        #expect(await !bulkhead.enter())
        bulkhead.leave()
        #expect(await waiting.value)
        bulkhead.leave()
    }

    @Test("A cancelled task leaves the queue and takes no place")
    func cancellation() async {
        let bulkhead = Bulkhead(inFlight: 1, waiting: 10)
        #expect(await bulkhead.enter())
        let waiting = Task { await bulkhead.enter() }
        while bulkhead.queued < 1 { await Task.yield() }
        waiting.cancel()
        #expect(await !waiting.value)
        #expect(bulkhead.queued == 0)
        bulkhead.leave()
        #expect(bulkhead.occupied == 0)
    }

    private final class Log: Sendable {
        let entries = Lock<[Int]>([])
    }
}
