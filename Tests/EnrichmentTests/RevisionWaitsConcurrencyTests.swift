import CallModel
import Synchronization
import TestSupport
import Testing

@testable import Enrichment

@Suite("X3 Calls that begin to wait while news come", .timeLimit(.minutes(5)))
final class RevisionWaitsConcurrencyTests: Sendable {
    private let time = ManualTime()
    private let revision = Atomic<Int>(1)

    @Test("No news is missed, whether it comes before a call waits, after that or in between; no place is left taken")
    func noMissedNews() async throws {
        let waits = RevisionWaits(time: self.time, limit: 8, share: 8)
        let deadline = self.time.monotonicNow() + .seconds(30)
        for round in 1...200 {
            // Each wait ends by the one revision: nothing else would end it.
            try await race(8, steps: 1) { racer in
                if racer.index == 0 {
                    self.revision.store(round + 1, ordering: .sequentiallyConsistent)
                    waits.resume(at: round + 1, of: "c-1")
                } else {
                    try await waits.wait(for: "c-1", above: round, as: "flow", until: deadline) {
                        self.revision.load(ordering: .sequentiallyConsistent) > round
                    }
                }
            }
            #expect(waits.count == 0 && waits.sessions == 0)
        }
        #expect(self.time.sleepers == 0)
    }

    @Test("Whatever ends waits when, there are never more than may be, and none is left")
    func places() async throws {
        let waits = RevisionWaits(time: self.time, limit: 5, share: 2)
        let refusals = try await race(steps: 60) { racer -> WaitRefusal? in
            let (session, key) = ("c-\(racer.below(3))", "key-\(racer.below(4))")
            let deadline = self.time.monotonicNow() + .seconds(30)
            let wait = Task { () -> WaitRefusal? in
                do throws(WaitRefusal) {
                    try await waits.wait(for: session, above: 1, as: key, until: deadline) { false }
                    return nil
                } catch {
                    return error
                }
            }
            #expect(waits.count <= 5)
            if racer.below(2) == 0 { await Task.yield() }
            switch racer.below(4) {
            case 0: waits.resume(at: 2, of: session)
            case 1: self.time.advance(by: .seconds(30))
            default: break
            }
            wait.cancel()
            return await wait.value
        }
        #expect(refusals.contains(nil))
        #expect(waits.count == 0 && waits.sessions == 0 && self.time.sleepers == 0)
    }

    @Test("A stop ends all waits, those that begin meanwhile too")
    func closing() async throws {
        let deadline = self.time.monotonicNow() + .seconds(30)
        for _ in 0..<100 {
            let waits = RevisionWaits(time: self.time, limit: 8, share: 8)
            try await race(8, steps: 1) { racer in
                guard racer.index > 0 else { return waits.close() }
                try await waits.wait(for: "c-1", above: 1, as: "flow", until: deadline) { false }
            }
            #expect(waits.count == 0 && waits.sessions == 0)
        }
    }
}
