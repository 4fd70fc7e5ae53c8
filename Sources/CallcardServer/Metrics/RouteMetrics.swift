internal import CallModel
internal import HTTPTypes
internal import Metrics
internal import Synchronization

/// Counts a route's requests by status, and their time. Labels are paths as the table of routes has them, without data.
final class RouteMetrics: Sendable {
    private let path: String
    private let timer: Metrics.Timer
    private let counters = Mutex<[Int: Counter]>([:])

    init(path: String) {
        self.path = path
        self.timer = Timer(label: "callcard_http_request_seconds", dimensions: [("route", path)])
    }

    func count(_ status: HTTPResponse.Status, elapsed: Duration) {
        self.timer.recordNanoseconds(elapsed.nanoseconds)
        let counter = self.counters.withLock { counters in
            if let counter = counters[status.code] { return counter }
            let counter = Counter(
                label: "callcard_http_requests_total", dimensions: [("route", self.path), ("status", String(status.code))])
            counters[status.code] = counter
            return counter
        }
        counter.increment()
    }
}
