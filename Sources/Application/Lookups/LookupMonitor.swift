package import CallModel
package import Logging
internal import Metrics
internal import Waiting

/// Counts lookups and their time, and writes slow ones to the log: which connectors, how they ended and after how long; never about
/// whom.
package final class LookupMonitor: Sendable {
    /// The time from one line of the log to the next; each says how many were left out before it.
    static let logInterval = Duration.seconds(1)

    private let counters: [LookupStatus: Counter]
    private let seconds = Timer(label: "callcard_lookup_seconds")
    private let slowness: Duration
    private let time: any TimeSource
    private let logger: Logger
    private let state = Lock<(nextLine: MonotonicTime?, unsaid: Int)>((nil, 0))

    /// - Parameter slowness: A lookup that takes longer is logged.
    package init(slowness: Duration, time: any TimeSource, logger: Logger) {
        let statuses: [LookupStatus] = [.resolved, .unknown, .partial, .anonymous]
        self.counters = .init(
            uniqueKeysWithValues: statuses.map {
                ($0, Counter(label: "callcard_lookups_total", dimensions: [("status", $0.rawValue)]))
            })
        self.slowness = slowness
        self.time = time
        self.logger = logger
    }

    /// Counts a lookup that was answered.
    ///
    /// - Parameter elapsed: From the end of its request to its answer.
    package func count(_ status: LookupStatus, elapsed: Duration) {
        self.counters[status]?.increment()
        self.seconds.recordNanoseconds(elapsed.nanoseconds)
    }

    /// Counts a lookup for which connectors were asked, and logs it where it was slow.
    package func count(_ context: CallerContext, elapsed: Duration) {
        self.count(context.status, elapsed: elapsed)
        guard elapsed > self.slowness else { return }
        let now = self.time.monotonicNow()
        let unsaid = self.state.withLock { state -> Int? in
            if let next = state.nextLine, now < next {
                state.unsaid += 1
                return nil
            }
            defer { state = (now + Self.logInterval, 0) }
            return state.unsaid
        }
        guard let unsaid else { return }
        let connectors = context.connectors.map { "\($0.id) \($0.outcome.rawValue) \(Int($0.elapsed.milliseconds)) ms" }
        self.logger.warning(
            "a lookup was slow",
            metadata: [
                "elapsedMs": "\(Int(elapsed.milliseconds))", "status": "\(context.status.rawValue)",
                "connectors": "\(connectors.joined(separator: ", "))", "unsaid": "\(unsaid)",
            ])
    }
}
