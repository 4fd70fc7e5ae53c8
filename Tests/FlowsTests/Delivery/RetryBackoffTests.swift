import CallModel
import Testing

@testable import Flows

@Suite("R10 When a post is tried again")
struct RetryBackoffTests {
    @Test(
        "Twice as long after each attempt, five minutes at most",
        arguments: [(1, 1.0), (2, 2), (3, 4), (6, 32), (9, 256), (10, 300), (1_000_000, 300), (0, 1)])
    func doubling(attempts: Int, seconds: Double) {
        #expect(RetryBackoff.pause(after: attempts, chance: 0.5).milliseconds == seconds * 1_000)
    }

    @Test("A fifth more or less by chance", arguments: [(0.0, 3_200.0), (1, 4_800)])
    func jitter(chance: Double, milliseconds: Double) {
        #expect(abs(RetryBackoff.pause(after: 3, chance: chance).milliseconds - milliseconds) < 1)
    }
}
