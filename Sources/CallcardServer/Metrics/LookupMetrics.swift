internal import CallModel
internal import Metrics

/// Counters of lookups, made once.
struct LookupMetrics: Sendable {
    private let counters: [LookupStatus: Counter]
    private let seconds = Timer(label: "callcard_lookup_seconds")

    init() {
        let statuses: [LookupStatus] = [.resolved, .unknown, .partial, .anonymous]
        self.counters = .init(
            uniqueKeysWithValues: statuses.map {
                ($0, Counter(label: "callcard_lookups_total", dimensions: [("status", $0.rawValue)]))
            })
    }

    func count(_ status: LookupStatus, elapsed: Duration) {
        self.counters[status]?.increment()
        self.seconds.recordNanoseconds(elapsed.nanoseconds)
    }
}
