internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import StrictJSON

/// Answers `GET /v1/connectors`: how each connector stands and how it did in the last quarter of an hour.
struct ConnectorsController: Sendable {
    let sites: RuntimeConfigurationStore
    let time: any TimeSource

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/connectors", .roles([.operator, .owner]), answer: self.list)]
    }

    private func list(_ call: APIRequest) async throws(Problem) -> Response {
        guard let principal = call.principal else { throw Problem(.unauthenticated, "A key is needed.") }
        let site = self.sites.current
        // Operators see what no service uses, too.
        let sources =
            principal.role == .operator && principal.services == .all
            ? site.sources : site.plan(for: principal.services).connectors
        let now = self.time.monotonicNow()
        let clock = (now: now, wall: self.time.wallNow())
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.array("items") { writer in
                for source in sources { source.report(at: now).write(to: &writer, clock: clock) }
            }
        }
        return Response(json: writer.bytes)
    }
}
