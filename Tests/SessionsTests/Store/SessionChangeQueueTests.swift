import CallModel
import Testing

@testable import Sessions

@Suite("Changes that wait for the journal")
struct SessionChangeQueueTests {
    private func job(_ session: String) -> SessionChange {
        SessionChange(session: session, change: { _ in { _ in } }, refuse: { _ in })
    }

    private func taken(_ queue: SessionChangeQueue, atMost limit: Int) async -> [String?] {
        await queue.next(atMost: limit).map(\.session)
    }

    @Test("They come out in the order in which they came, so many at a time")
    func order() async {
        let queue = SessionChangeQueue(limit: 10)
        #expect((0..<5).allSatisfy { queue.add(self.job("\($0)")) } && queue.count == 5)
        #expect(await self.taken(queue, atMost: 3) == ["0", "1", "2"])
        #expect(queue.add(self.job("5")))
        #expect(await self.taken(queue, atMost: 10) == ["3", "4", "5"] && queue.count == 0)
    }

    @Test("There is room for so many, and for more once some are taken")
    func bounded() async {
        let queue = SessionChangeQueue(limit: 2)
        #expect((0..<4).map { queue.add(self.job("\($0)")) } == [true, true, false, false])
        #expect(await self.taken(queue, atMost: 1) == ["0"])
        #expect(queue.add(self.job("4")) && !queue.add(self.job("5")))
    }

    @Test("Whoever waits for the first is woken by it")
    func waking() async {
        let queue = SessionChangeQueue(limit: 2)
        let waiting = Task { await self.taken(queue, atMost: 5) }
        for _ in 0..<100 { await Task.yield() }
        #expect(queue.add(self.job("0")))
        #expect(await waiting.value == ["0"])
    }

    @Test("Closed it takes nothing more, hands out what waits, and then says that it is the end")
    func closing() async {
        let queue = SessionChangeQueue(limit: 2)
        #expect(queue.add(self.job("0")))
        queue.close()
        #expect(!queue.add(self.job("1")))
        #expect(await self.taken(queue, atMost: 5) == ["0"])
        #expect(await self.taken(queue, atMost: 5) == [])
    }

    @Test("Closing wakes whoever waits")
    func closingWakes() async {
        let queue = SessionChangeQueue(limit: 2)
        let waiting = Task { await self.taken(queue, atMost: 5) }
        for _ in 0..<100 { await Task.yield() }
        queue.close()
        #expect(await waiting.value == [])
    }
}
