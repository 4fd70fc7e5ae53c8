internal import CallModel
internal import Enrichment
internal import StrictJSON

extension ConnectorStatus {
    /// One connector, as the contract writes it; absent members are left out.
    func write(to writer: inout JSONWriter, clock: (now: MonotonicTime, wall: WallTime)) {
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
    var word: String {
        switch self {
        case .closed: "closed"
        case .halfOpen: "halfOpen"
        case .open: "open"
        }
    }

    /// The metric's value.
    var gauge: Double {
        switch self {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}
