import Synchronization
import TestSupport
import Testing

@testable import Setup

@Suite("Reloads and changes that are requested at once", .timeLimit(.minutes(5)))
final class ReloadQueueConcurrencyTests: Sendable {
    private let queue = ReloadQueue<Int>()
    private let gauge = Gauge()
    /// What a reload reads.
    private let version = Atomic<Int>(0)

    private func read() async -> Int {
        self.gauge.enter()
        let version = self.version.load(ordering: .sequentiallyConsistent)
        await Task.yield()
        self.gauge.leave()
        return version
    }

    @Test("One at a time is made, each request sees what was there before it, and all are answered")
    func oneAtATime() async throws {
        try await race(steps: 100) { racer in
            let version = self.version.add(1, ordering: .sequentiallyConsistent).newValue
            let isChange = racer.below(3) == 0
            let seen =
                isChange ? await self.queue.change { await self.read() } : await self.queue.reload { await self.read() }.value
            #expect(seen >= version)
        }
        #expect(self.gauge.most == 1 && self.gauge.inside == 0)
    }
}
