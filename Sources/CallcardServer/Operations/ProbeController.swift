internal import CallModel
internal import HTTPTypes
internal import Hummingbird
internal import StrictJSON

/// Answers `/healthz` (the process lives) and `/readyz` (it should get work).
///
/// A part in trouble makes the state *degraded*, which is still ready: a stale address book or a failing CRM is no reason to send
/// calls nowhere. Not ready (503) is a process that starts or stops.
struct ProbeController: Sendable {
    let readiness: Readiness
    let checks: any HealthCheck

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/healthz", .open) { _ throws(Problem) in Response(json: Array(#"{"status":"ok"}"#.utf8)) },
            Endpoint(.get, "/readyz", .open) { _ throws(Problem) in self.ready },
        ]
    }

    private var ready: Response {
        let health = self.checks.health
        let stage = self.readiness.current
        let isDegraded = health.contains { $0.trouble != nil }
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
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
        return Response(json: writer.bytes, status: stage == .ready ? .ok : .serviceUnavailable)
    }
}
