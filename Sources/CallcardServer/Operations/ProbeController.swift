internal import BuiltInFiles
internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StrictJSON
internal import Waiting

/// Answers `/healthz` (the process lives) and `/readyz` (it should get work), `/metrics` in Prometheus' text format, and
/// `/openapi.json`, the description of all API routes.
///
/// A part in trouble makes the state *degraded*, which is still ready: a stale address book or a failing CRM is no reason to send
/// calls nowhere. Not ready (503) is a process that starts or stops.
struct ProbeController: Sendable {
    let readiness: Readiness
    let checks: [any HealthCheck]
    let exposition: Exposition

    /// The description, in one buffer for all answers.
    private static let document = ByteBuffer(bytes: BuiltInFiles.openAPI)

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/healthz", .open { _ in Response(json: Array(#"{"status":"ok"}"#.utf8)) }),
            Endpoint(.get, "/readyz", .open { _ in self.ready }),
            Endpoint(
                .get, "/metrics",
                .operatorOrLoopback { _ in
                    Response(shared: try await self.exposition.read(), type: "text/plain; version=0.0.4; charset=utf-8")
                }),
            Endpoint(.get, "/openapi.json", .open { _ in Response(shared: Self.document) }),
        ]
    }

    private var ready: Response {
        let health = self.checks.flatMap(\.health)
        let stage = self.readiness.current
        let isDegraded = health.contains { $0.trouble != nil }
        return .object(capacity: 256, status: stage == .ready ? .ok : .serviceUnavailable) { writer in
            writer.member("status", stage == .ready && isDegraded ? "degraded" : stage.rawValue)
            writer.array("checks") { writer in
                for check in health {
                    writer.object { writer in
                        writer.member("name", check.name)
                        writer.member("status", check.trouble == nil ? "ok" : "degraded")
                        writer.member("detail", check.trouble)
                    }
                }
            }
        }
    }
}

/// The readiness of the process for new work, for load balancers.
package final class Readiness: Sendable {
    /// A stage of the process's life; raw values are shown.
    package enum Stage: String, Sendable {
        case starting, ready, stopping
    }

    private let stage = Lock(Stage.starting)

    /// A process that starts.
    package init() {}

    /// The stage of the process now.
    package var current: Stage { self.stage.withLock { $0 } }

    /// Moves on; a process that is stopping stays so.
    package func enter(_ next: Stage) {
        self.stage.withLock { stage in
            if stage != .stopping { stage = next }
        }
    }
}
