internal import CallModel
internal import Metrics

/// A connector's counters, made once: looking a metric up by its labels costs more than counting.
final class ConnectorMetrics: Sendable {
    private let outcomes: [Outcome: Counter]
    private let cached: Counter
    private let stale: Counter
    private let retries: Counter
    private let seconds: Metrics.Timer

    init(_ id: ConnectorID) {
        let connector = ("connector", id.value)
        self.outcomes = .init(
            uniqueKeysWithValues: Outcome.allCases.map {
                ($0, Counter(label: "callcard_connector_answers_total", dimensions: [connector, ("outcome", $0.rawValue)]))
            })
        self.cached = Counter(label: "callcard_connector_cached_total", dimensions: [connector])
        self.stale = Counter(label: "callcard_connector_stale_total", dimensions: [connector])
        self.retries = Counter(label: "callcard_connector_retries_total", dimensions: [connector])
        self.seconds = Timer(label: "callcard_connector_seconds", dimensions: [connector])
    }

    func count(_ answer: ConnectorAnswer) {
        self.outcomes[answer.outcome]?.increment()
        self.seconds.recordNanoseconds(answer.elapsed.nanoseconds)
    }

    func countCached(isStale: Bool = false) {
        self.cached.increment()
        if isStale { self.stale.increment() }
    }

    func countRetry() {
        self.retries.increment()
    }
}
