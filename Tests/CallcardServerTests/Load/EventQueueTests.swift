import CallModel
import Testing

@testable import CallcardServer

/// The journal takes 256 at once, in 100 ms.
@Suite("Events that wait for the journal")
struct EventQueueTests {
    private let queue = EventQueue { $0 < 256 ? Duration.zero : Duration.milliseconds(100) * (Double($0) / 256) }

    @Test("Events are let in as long as they can be written in time")
    func limit() {
        let places = (0..<2_000).compactMap { _ in self.queue.join { "flood" } }
        #expect((630...650).contains(places.count) && self.queue.expectedWait > .milliseconds(249))
        places.forEach(self.queue.leave)
        #expect(self.queue.count == 0 && self.queue.join { "flood" } != nil)
    }

    @Test("A key that has few is let in beside one that floods")
    func fairness() {
        for _ in 0..<2_000 { _ = self.queue.join { "flood" } }
        let places = (0..<50).compactMap { _ in self.queue.join { "honest" } }
        #expect(places.count == 50 && self.queue.join { "flood" } == nil)
    }

    @Test("While the queue is short nobody is asked for a key")
    func calm() {
        for _ in 0..<100 {
            let place = self.queue.join {
                Issue.record("asked for a key")
                return ""
            }
            #expect(place != nil)
        }
    }
}
