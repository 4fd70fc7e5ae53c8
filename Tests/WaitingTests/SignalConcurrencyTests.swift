import Testing
import Waiting

@Suite("Signals that tasks fight over", .timeLimit(.minutes(5)))
struct SignalConcurrencyTests {
    @Test(
        "All that was put into a queue is taken out, however the threads meet, also where each wait has a deadline far off",
        arguments: [1, 8], [false, true])
    func nothingIsLeftBehind(producers: Int, hasDeadline: Bool) async {
        let (signal, queue) = (Signal(), Queue())
        // Long after the test's time limit: it makes up for no notification that is missed.
        let sleep: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(3_600)) }
        let deadline = hasDeadline ? sleep : nil
        await withTaskGroup { group in
            for _ in 0..<producers {
                group.addTask {
                    for _ in 0..<2_000 {
                        queue.waiting.withLock { $0 += 1 }
                        signal.notify()
                    }
                }
            }
            var taken = 0
            while taken < producers * 2_000 {
                await signal.wait(orUntil: deadline)
                taken += queue.waiting.withLock { waiting in
                    defer { waiting = 0 }
                    return waiting
                }
            }
            #expect(taken == producers * 2_000)
        }
    }

    @Test("A cancelled task does not wait, whether it is cancelled before or meanwhile")
    func cancellation() async {
        for _ in 0..<500 {
            let signal = Signal()
            let task = Task { await signal.wait() }
            task.cancel()
            await task.value
        }
    }

    private final class Queue: Sendable {
        let waiting = Lock(0)
    }
}
