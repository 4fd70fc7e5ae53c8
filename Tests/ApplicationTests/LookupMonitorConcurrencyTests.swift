import CallModel
import Logging
import TestSupport
import Testing
import Waiting

@testable import Application

@Suite("Slow lookups that end at once", .timeLimit(.minutes(5)))
struct LookupMonitorConcurrencyTests {
    @Test("There is a line a second at most, and each lookup is in one or is counted by the next")
    func eachCounted() async throws {
        let (time, lines) = (ManualTime(), RecordedLog.Lines())
        let logger = Logger(label: "test") { _ in RecordedLog(lines: lines) }
        let monitor = LookupMonitor(slowness: .milliseconds(500), time: time, logger: logger)
        let context = CallerContext(status: .resolved, number: .withheld)
        let seconds = try await race { racer -> Int in
            monitor.count(context, elapsed: .seconds(1))
            guard racer.below(50) == 0 else { return 0 }
            time.advance(by: .seconds(1))
            return 1
        }
        time.advance(by: .seconds(1))
        monitor.count(context, elapsed: .seconds(1))
        let counts = lines.all.compactMap { $0["unsaid"].flatMap { Int($0) } }
        #expect(counts.count + counts.reduce(0, +) == seconds.count + 1)
        #expect(counts.count <= seconds.reduce(0, +) + 2)
    }
}
