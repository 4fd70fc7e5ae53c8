import Testing
import Waiting

@Suite("Lock", .timeLimit(.minutes(5)))
struct LockTests {
    @Test func errorsPassThrough() {
        struct Refusal: Error, Equatable {}
        let lock = Lock(1)
        #expect(throws: Refusal()) { try lock.withLock { _ in throw Refusal() } }
        #expect(lock.withLock { $0 } == 1)
    }

    @Test("Who has nothing to wait for is not parked")
    func nothingToWaitFor() async {
        let lock = Lock(0)
        await lock.park { value, _ in
            value += 1
            return false
        }
        #expect(lock.withLock { $0 } == 1)
    }
}
