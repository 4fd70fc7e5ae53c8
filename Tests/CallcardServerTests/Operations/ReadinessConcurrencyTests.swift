import TestSupport
import Testing

@testable import CallcardServer

@Suite("A stop while the server is told to be ready", .timeLimit(.minutes(5)))
struct ReadinessConcurrencyTests {
    @Test("Once it stops it is never ready again")
    func stopping() async throws {
        for _ in 0..<20 {
            let readiness = Readiness()
            try await race(8, steps: 50) { racer in
                if racer.index == 0, racer.step == 25 { readiness.enter(.stopping) }
                let wasStopping = readiness.current == .stopping
                readiness.enter(.ready)
                #expect(!wasStopping || readiness.current == .stopping)
            }
            #expect(readiness.current == .stopping)
        }
    }
}
