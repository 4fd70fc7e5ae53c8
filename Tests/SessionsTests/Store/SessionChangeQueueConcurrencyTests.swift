import CallModel
import TestSupport
import Testing

@testable import Sessions

@Suite("Changes that many requests add at once", .timeLimit(.minutes(5)))
struct SessionChangeQueueConcurrencyTests {
    @Test("Each that was added comes out once, in its task's order, and the queue is never longer than it may be")
    func handedOut() async throws {
        let queue = SessionChangeQueue(limit: 32)
        let consumer = Task {
            var sessions: [String] = []
            while true {
                let changes = await queue.next(atMost: 10)
                guard !changes.isEmpty else { return sessions }
                sessions += changes.compactMap(\.session)
            }
        }
        let added = try await race { racer -> String? in
            let session = "\(racer.index) \(racer.step)"
            let isAdded = queue.add(SessionChange(session: session, change: { _ in { _ in } }, refuse: { _ in }))
            #expect(queue.count <= 32)
            return isAdded ? session : nil
        }
        queue.close()
        let handedOut = await consumer.value
        let expected = added.compactMap(\.self)
        #expect(!expected.isEmpty && handedOut.sorted() == expected.sorted())
        for index in 0..<12 {
            let prefix = "\(index) "
            // Outcomes come task by task, each task's in its order.
            #expect(handedOut.filter { $0.hasPrefix(prefix) } == expected.filter { $0.hasPrefix(prefix) })
        }
    }
}
