import CallModel
import TestSupport
import Testing

@testable import CallcardServer

/// The pool has two threads and takes 600 µs a request: 3,333 a second.
@Suite("Requests that wait for a thread")
struct RequestQueueTests {
    private static let service = Duration.microseconds(600)
    private static let end = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test("Up to capacity nobody is refused", arguments: [100, 1_000, 3_000])
    func upToCapacity(rate: Int) {
        var pool = SimulatedPool(service: Self.service)
        pool.arrive(perSecond: rate, from: .zero, for: .seconds(20))
        pool.run(until: Self.end)
        #expect(pool.outcomes.allSatisfy { $0.wait != nil })
    }

    @Test("Three times as much as can be answered: those who are let in wait no longer than the limit, and the threads are busy")
    func step() {
        var pool = SimulatedPool(service: Self.service)
        pool.arrive(perSecond: 100, from: .zero, for: .seconds(1))
        pool.arrive(perSecond: 10_000, from: .seconds(1), for: .seconds(3))
        pool.run(until: Self.end)
        let waits = pool.came(from: .seconds(1)).compactMap(\.wait)
        #expect(waits.max()! < .milliseconds(300))
        #expect(waits.count > 3 * 3_000 && waits.count < 3 * 3_333 + 1_000)
    }

    @Test(
        "A burst at once is let in as far as it can be answered in time, though the pace was not known", arguments: [500, 5_000])
    func burst(count: Int) {
        var pool = SimulatedPool(service: Self.service)
        pool.arrive(perSecond: 100_000, from: .seconds(1), for: .seconds(Double(count) / 100_000))
        pool.run(until: Self.end)
        let waits = pool.outcomes.compactMap(\.wait)
        #expect(count > 833 || waits.count == count)
        #expect(waits.count >= min(count, 800) && waits.max()! < .milliseconds(400))
    }

    @Test("As soon as the flood is over nobody is refused")
    func recovery() {
        var pool = SimulatedPool(service: Self.service)
        pool.arrive(perSecond: 10_000, from: .zero, for: .seconds(3))
        pool.arrive(perSecond: 1_000, from: .seconds(3), for: .seconds(5))
        pool.run(until: Self.end)
        #expect(pool.came(from: .milliseconds(3_100)).allSatisfy { $0.wait != nil })
        #expect(pool.came(from: .milliseconds(3_500)).allSatisfy { $0.wait! < .milliseconds(5) })
    }

    @Test("What waits for a CRM is no load: it has begun")
    func slowUpstream() {
        let queue = RequestQueue()
        for index in 0..<10_000 {
            let now = MonotonicTime(nanoseconds: Int64(index) * 1_000_000)
            let place = queue.joinIfCalm(at: now)
            #expect(place != nil)
            if let place { queue.begin(place, at: now + .microseconds(100)) }
        }
    }

    @Test("While no thread begins anything the wait is at least as long as that; one that begins ends it")
    func stall() throws {
        let queue = RequestQueue()
        let start = MonotonicTime(nanoseconds: 5_000_000_000)
        let place = try #require(queue.joinIfCalm(at: start))
        #expect(queue.join(for: "switch", at: start + .milliseconds(200)) != nil)
        #expect(queue.join(for: "switch", at: start + .milliseconds(260)) == nil)
        queue.begin(place, at: start + .milliseconds(261))
        #expect(queue.join(for: "switch", at: start + .milliseconds(262)) != nil)
    }

    @Test("Threads that wake up late, since the machine has other things to do, are no long queue")
    func slowWakeup() {
        let queue = RequestQueue()
        var now = MonotonicTime(nanoseconds: 0)
        for _ in 0..<1_000 {
            let places = (0..<8).map { _ in queue.join(at: now) }
            for place in places { queue.begin(place, at: now + .milliseconds(40)) }
            now = now + .milliseconds(50)
        }
        for _ in 0..<100 { _ = queue.join(at: now) }
        #expect(queue.expectedWait(at: now) < .milliseconds(250))
    }

    @Test("Who leaves without having begun waits no more")
    func leaving() {
        let queue = RequestQueue()
        let now = MonotonicTime(nanoseconds: 0)
        let places = (0..<1_000).map { _ in queue.join(at: now) }
        for place in places { queue.leave(place, at: now + .milliseconds(1)) }
        #expect(queue.expectedWait(at: now + .seconds(10)) == .zero)
        #expect(queue.joinIfCalm(at: now + .seconds(10)) != nil)
    }

    @Test("An honest key beside one that floods is let in, and not much later")
    func fairness() {
        var pool = SimulatedPool(service: Self.service)
        let flood = SimulatedPool.times(perSecond: 10_000, from: .zero, for: .seconds(3)).map { ($0, "flood") }
        let honest = SimulatedPool.times(perSecond: 50, from: .zero, for: .seconds(3)).map { ($0, "honest") }
        for (time, key) in (flood + honest).sorted(by: { $0.0 < $1.0 }) { pool.arrive(key, at: time) }
        pool.run(until: Self.end)
        let waits = pool.outcomes.filter { $0.key == "honest" }.map(\.wait)
        #expect(waits.count == 150 && waits.allSatisfy { $0.map { $0 < .milliseconds(350) } ?? false })
        #expect(pool.outcomes.filter { $0.key == "flood" && $0.wait == nil }.count > 15_000)
    }
}
