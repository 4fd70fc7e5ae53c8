internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers `/metrics` in Prometheus' text format.
struct MetricsController: Sendable {
    let registry: PrometheusRegistry

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/metrics", .operatorOrLoopback) { _ throws(Problem) in
                Response(json: self.registry.text, type: "text/plain; version=0.0.4; charset=utf-8")
            }
        ]
    }
}
