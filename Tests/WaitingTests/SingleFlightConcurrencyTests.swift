import TestSupport
import Testing
import Waiting

@Suite("Single flights that tasks fight over", .timeLimit(.minutes(5)))
struct SingleFlightConcurrencyTests {
    @Test("Never two at a time, and nobody is forgotten, while tasks come, go and are cancelled")
    func underContention() async {
        let flight = SingleFlight<Int>()
        let gauge = Gauge()
        let work: @Sendable () async -> Int = {
            gauge.enter()
            await Task.yield()
            gauge.leave()
            return 1
        }
        await withTaskGroup { group in
            for index in 0..<2_000 {
                group.addTask {
                    let task = Task { await flight.value(ifCancelled: 0, work) }
                    if index.isMultiple(of: 3) { task.cancel() }
                    let value = await task.value
                    #expect(value == 1 || (value == 0 && index.isMultiple(of: 3)))
                }
            }
        }
        #expect(gauge.most == 1)
    }
}
