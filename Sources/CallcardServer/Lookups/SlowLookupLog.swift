internal import CallModel
internal import Logging
internal import Synchronization

/// Tells the log of lookups that took long: which connectors, how they ended and after how long; never about whom.
final class SlowLookupLog: Sendable {
    /// At most one line in this time; it says how many there were.
    static let interval = Duration.seconds(1)

    private let limit: Duration
    private let time: any TimeSource
    private let logger: Logger
    private let state = Mutex<(nextLine: MonotonicTime?, unsaid: Int)>((nil, 0))

    init(limit: Duration, time: any TimeSource, logger: Logger) {
        self.limit = limit
        self.time = time
        self.logger = logger
    }

    func note(_ context: CallerContext, elapsed: Duration) {
        guard elapsed > self.limit else { return }
        let now = self.time.monotonicNow()
        let unsaid = self.state.withLock { state -> Int? in
            if let next = state.nextLine, now < next {
                state.unsaid += 1
                return nil
            }
            defer { state = (now + Self.interval, 0) }
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
