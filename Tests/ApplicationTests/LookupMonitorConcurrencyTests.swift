import CallModel
import Logging
import TestSupport
import Testing
import Waiting

@testable import Application

@Suite("Slow lookups that end at once", .timeLimit(.minutes(5)))
struct LookupMonitorConcurrencyTests {
    /// Keeps how many lookups each line says were left out before it.
    private struct LeftOutCounts: LogHandler {
        final class Lines: Sendable {
            let counts = Lock<[Int]>([])
        }

        let lines: Lines
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard case .string(let text)? = event.metadata?["unsaid"], let count = Int(text) else { return }
            self.lines.counts.withLock { $0.append(count) }
        }
    }

    @Test("There is a line a second at most, and each lookup is in one or is counted by the next")
    func eachCounted() async throws {
        let (time, lines) = (ManualTime(), LeftOutCounts.Lines())
        let logger = Logger(label: "test") { _ in LeftOutCounts(lines: lines) }
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
        let counts = lines.counts.withLock(\.self)
        #expect(counts.count + counts.reduce(0, +) == seconds.count + 1)
        #expect(counts.count <= seconds.reduce(0, +) + 2)
    }
}
