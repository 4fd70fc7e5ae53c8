import Testing
import Waiting

@testable import Setup

@Suite("The queue of reloads", .timeLimit(.minutes(5)))
struct ReloadQueueTests {
    /// Reloads that end when a test lets them, and are numbered in the order in which they begin.
    private final class Reloads: Sendable {
        private struct State {
            var begun = 0
            var open: [CheckedContinuation<Void, Never>] = []
        }

        private let state = Lock(State())

        var begun: Int { self.state.withLock(\.begun) }

        func reload() async -> Int {
            await withCheckedContinuation { continuation in
                self.state.withLock { state in
                    state.begun += 1
                    state.open.append(continuation)
                }
            }
            return self.begun
        }

        /// Waits until that many have begun, then ends the last one.
        func end(_ number: Int) async {
            while self.state.withLock({ $0.begun < number || $0.open.isEmpty }) { await Task.yield() }
            self.state.withLock { $0.open.removeFirst() }.resume()
        }
    }

    private let queue = ReloadQueue<Int>()
    private let reloads = Reloads()

    private func ask() -> Task<Int, Never> { self.queue.reload { await self.reloads.reload() } }

    @Test("Of thousands that ask while one is under way, all share the next one")
    func storm() async {
        let first = self.ask()
        while self.reloads.begun == 0 { await Task.yield() }
        let others = (0..<3_000).map { _ in self.ask() }
        await self.reloads.end(1)
        #expect(await first.value == 1)
        await self.reloads.end(2)
        for other in others { #expect(await other.value == 2) }
        #expect(self.reloads.begun == 2)
    }

    @Test("Who asks while one is under way gets the outcome of one that begins later")
    func beginsLater() async {
        let first = self.ask()
        while self.reloads.begun == 0 { await Task.yield() }
        let second = self.ask()
        await self.reloads.end(1)
        while self.reloads.begun == 1 { await Task.yield() }
        let third = self.ask()
        await self.reloads.end(2)
        await self.reloads.end(3)
        #expect(await [first.value, second.value, third.value] == [1, 2, 3])
    }

    /// What happened, in order.
    private final class Notes: Sendable {
        private let state = Lock<[String]>([])
        var all: [String] { self.state.withLock(\.self) }
        func add(_ note: String) { self.state.withLock { $0.append(note) } }
    }

    @Test("Other changes keep their place, and each is made")
    func otherChanges() async {
        let (queue, reloads, notes) = (self.queue, self.reloads, Notes())
        let first = self.ask()
        while reloads.begun == 0 { await Task.yield() }
        async let change: Void = queue.change { notes.add("change after \(reloads.begun)") }
        await reloads.end(1)
        await change
        let second = self.ask()
        await reloads.end(2)
        #expect(await [first.value, second.value] == [1, 2])
        #expect(notes.all == ["change after 1"])
    }

    @Test("Changes are made one at a time")
    func oneAtATime() async {
        let (queue, notes) = (self.queue, Notes())
        await withTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    await queue.change {
                        notes.add("begin")
                        await Task.yield()
                        notes.add("end")
                    }
                }
            }
        }
        #expect(notes.all == Array(repeating: ["begin", "end"], count: 100).flatMap(\.self))
    }
}
