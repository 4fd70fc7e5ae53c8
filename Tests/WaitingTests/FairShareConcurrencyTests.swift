import TestSupport
import Testing
import Waiting

@Suite("Fair shares that tasks fight over", .timeLimit(.minutes(5)))
struct FairShareConcurrencyTests {
    @Test("Each item ends once: given back, gone or refused; and all is free in the end")
    func underContention() async throws {
        let room = Lock(FairShare<Int, Int>(limit: 16, most: 8))
        let ended = Lock<[Int: Int]>([:])
        let note: @Sendable (Int) -> Void = { item in ended.withLock { $0[item, default: 0] += 1 } }
        try await race { racer in
            let item = racer.index * 1_000 + racer.step
            let admission = room.withLock { $0.add(item, of: racer.index % 3, ownRoom: .oldestGoes) }
            for gone in admission.gone { note(gone) }
            guard let place = admission.place else { return note(item) }
            await Task.yield()
            if let left = room.withLock({ $0.remove(place) }) { note(left) }
        }
        #expect(ended.withLock { $0.count } == 12 * 200)
        #expect(ended.withLock { $0.values.allSatisfy { $0 == 1 } })
        #expect(room.withLock { $0.used == 0 && $0.count == 0 && $0.holders == 0 })
    }
}
