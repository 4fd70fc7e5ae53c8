import Synchronization
import Testing
import Waiting

@Suite("Single flight", .timeLimit(.minutes(5)))
struct SingleFlightTests {
    /// Work that ends when the test says so.
    private final class HeldWork: Sendable {
        let begun = Atomic<Int>(0)
        let end = OneShot<Int>()

        @Sendable func run() async -> Int {
            self.begun.add(1, ordering: .relaxed)
            return await self.end.value()
        }
    }

    @Test("All who ask at the same time share one result")
    func oneForAll() async {
        let (flight, work) = (SingleFlight<Int>(), HeldWork())
        let tasks = (0..<50).map { _ in Task { await flight.value(work.run) } }
        while work.begun.load(ordering: .relaxed) == 0 { await Task.yield() }
        #expect(flight.isUnderWay)
        let last = Task { await flight.value { 0 } }
        while flight.waiting < 51 { await Task.yield() }
        work.end.set(7)
        for task in tasks { #expect(await task.value == 7) }
        #expect(await last.value == 7)
        #expect(work.begun.load(ordering: .relaxed) == 1)
        #expect(await flight.value { 8 } == 8)
    }

    @Test("A cancelled task has the substitute at once; the work goes on for the others")
    func cancellation() async {
        let (flight, work) = (SingleFlight<Int>(), HeldWork())
        let first = Task { await flight.value(ifCancelled: -1, work.run) }
        let other = Task { await flight.value(ifCancelled: -1, work.run) }
        while flight.waiting < 2 { await Task.yield() }
        first.cancel()
        #expect(await first.value == -1)
        work.end.set(7)
        #expect(await other.value == 7)
    }

    @Test("Without a substitute a cancelled task waits all the same")
    func noSubstitute() async {
        let (flight, work) = (SingleFlight<Int>(), HeldWork())
        let task = Task { await flight.value(work.run) }
        task.cancel()
        while flight.waiting < 1 { await Task.yield() }
        work.end.set(7)
        #expect(await task.value == 7)
    }

    @Test func startsOnce() async {
        let (flight, work) = (SingleFlight<Int>(), HeldWork())
        flight.start(work.run)
        flight.start(work.run)
        let task = Task { await flight.value(work.run) }
        while flight.waiting < 1 { await Task.yield() }
        work.end.set(7)
        #expect(await task.value == 7)
        #expect(work.begun.load(ordering: .relaxed) == 1)
        #expect(!flight.isUnderWay)
    }
}
