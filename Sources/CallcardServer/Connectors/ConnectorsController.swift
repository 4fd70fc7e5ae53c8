internal import Application
internal import CallModel
internal import Enrichment
internal import Hummingbird
internal import StrictJSON

/// Answers `GET /v1/connectors`: the state of each connector and its results in the last 15 minutes.
struct ConnectorsController: Sendable {
    let directory: ServiceDirectory
    let time: any TimeSource

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/connectors", [.operator, .owner], handler: self.list)]
    }

    private func list(_ request: AuthenticatedRequest) async throws -> Response {
        let connectors = self.directory.connectors(for: request.principal)
        let now = self.time.monotonicNow()
        let clock = (now: now, wall: self.time.wallNow())
        return .object(capacity: 1_024) { writer in
            writer.array("items") { writer in
                for connector in connectors { connector.report(at: now).write(to: &writer, clock: clock) }
            }
        }
    }
}

extension ConnectorStatus {
    /// One connector, as the contract writes it; absent members are left out.
    fileprivate func write(to writer: inout JSONWriter, clock: (now: MonotonicTime, wall: WallTime)) {
        writer.object { writer in
            writer.member("id", self.id.value)
            writer.member("kind", self.condition.kind.rawValue)
            writer.member("state", self.state.rawValue)
            writer.member("detail", self.condition.trouble)
            writer.member("breaker", self.breaker?.word)
            if let retryAt { writer.member("retryAt", (clock.wall + (retryAt - clock.now)).description) }
            writer.member("lastSuccessAt", self.lastSuccess?.description)
            writer.member("lastOutcome", self.lastOutcome?.rawValue)
            writer.member("lastOutcomeAt", self.lastOutcomeAt?.description)
            if let p50 { writer.member("p50Ms", p50.shownMilliseconds) }
            if let p99 { writer.member("p99Ms", p99.shownMilliseconds) }
            if let hitRate { writer.member("hitRate", hitRate) }
            if let asked { writer.member("asked", asked) }
            if let inFlight { writer.member("inFlight", inFlight) }
            if let waiting { writer.member("waiting", waiting) }
            if let contacts = self.condition.contacts { writer.member("contacts", contacts) }
        }
    }
}

extension CircuitBreakerState {
    /// The contract's word.
    fileprivate var word: String {
        switch self {
        case .closed: "closed"
        case .halfOpen: "halfOpen"
        case .open: "open"
        }
    }
}
