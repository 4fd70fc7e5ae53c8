internal import CallModel

/// The results of a connector in the last quarter of an hour, of at most the last 512 answers. A plain value without caller data.
struct ConnectorHistory {
    /// The time span of the history.
    static let span = Duration.seconds(900)
    /// The maximum number of answers that it remembers.
    static let most = 512

    private struct Sample {
        let at: MonotonicTime
        let outcome: Outcome
        let elapsed: Duration
    }

    private var samples: [Sample] = []
    private var next = 0
    private(set) var last: (outcome: Outcome, at: WallTime)?
    private(set) var lastSuccess: WallTime?

    /// Adds how a question ended.
    mutating func add(_ outcome: Outcome, elapsed: Duration, at now: MonotonicTime, wall: WallTime) {
        let sample = Sample(at: now, outcome: outcome, elapsed: elapsed)
        if self.samples.count < Self.most {
            self.samples.append(sample)
        } else {
            self.samples[self.next] = sample
            self.next = (self.next + 1) % Self.most
        }
        self.last = (outcome, wall)
        if outcome == .hit || outcome == .miss { self.lastSuccess = wall }
    }

    /// The figures of the last ``span``.
    func figures(at now: MonotonicTime) -> Figures {
        let recent = self.samples.filter { now - $0.at <= Self.span }
        let answered = recent.filter { $0.outcome == .hit || $0.outcome == .miss }
        let times = answered.map(\.elapsed).sorted()
        return Figures(
            asked: recent.count, p50: Self.quantile(0.5, of: times), p99: Self.quantile(0.99, of: times),
            hitRate: answered.isEmpty ? nil : Double(answered.count { $0.outcome == .hit }) / Double(answered.count))
    }

    /// Figures over answers; `nil` where there was none.
    struct Figures {
        /// Questions that were sent.
        let asked: Int
        /// Times of answers that came.
        let p50: Duration?
        let p99: Duration?
        /// Answers with findings among answers.
        let hitRate: Double?
    }

    /// The nearest rank.
    private static func quantile(_ share: Double, of sorted: [Duration]) -> Duration? {
        guard !sorted.isEmpty else { return nil }
        return sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
}
