import CallModel
import Testing

@testable import CurlTransport

@Suite("Calls by their deadline")
struct DeadlineQueueTests {
    private func at(_ time: Int) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(time)) }

    @Test(
        "Come out in the order of their time, and not before it",
        arguments: [
            [Int](), [1], [3, 1, 2], Array(0..<100), Array((0..<100).reversed()), (0..<1_000).map { $0 * 7_919 % 1_009 },
        ])
    func order(times: [Int]) {
        var queue = DeadlineQueue<Int>()
        for time in times { queue.insert(time, at: self.at(time)) }
        #expect(queue.next == times.min().map(self.at))
        var out: [Int] = []
        for now in 0..<1_010 {
            while let time = queue.popDue(at: self.at(now)) {
                #expect(time <= now)
                out.append(time)
            }
            #expect(queue.next.map { $0 > self.at(now) } ?? true)
        }
        #expect(out == times.sorted())
        #expect(queue.count == 0)
    }

    @Test func theOrderHoldsAfterSomeWereDropped() {
        var queue = DeadlineQueue<Int>()
        for time in (0..<500).map({ $0 * 7_919 % 1_009 }) { queue.insert(time, at: self.at(time)) }
        queue.removeAll { $0 % 3 != 0 }
        var out: [Int] = []
        while let time = queue.popDue(at: self.at(2_000)) { out.append(time) }
        #expect(out == out.sorted())
        #expect(out.allSatisfy { $0 % 3 == 0 } && out.count > 100)
    }
}
