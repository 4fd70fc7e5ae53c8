package import CallModel
internal import Waiting

/// A connector with the rules under which the enricher asks it: its policy, bulkhead, circuit breaker and metrics.
package final class GuardedConnector: Sendable {
    /// The source of facts itself.
    package let connector: any Connector
    /// Its times and limits.
    package let policy: ConnectorPolicy
    /// The connector, where it answers without waiting.
    let immediate: (any ImmediateConnector)?
    /// As ``Connector/dependsOnRegion``.
    let dependsOnRegion: Bool
    /// Whether it is a flow, which may answer by a task update.
    let isFlow: Bool
    let bulkhead: Bulkhead
    let connectorGuard: ConnectorGuard
    let metrics: ConnectorMetrics

    /// - Parameter chance: A number from 0 to 1, for the jitter of the breaker's pauses.
    package init(
        _ connector: any Connector, policy: ConnectorPolicy = .init(),
        chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.connector = connector
        self.policy = policy
        self.immediate = connector as? any ImmediateConnector
        self.dependsOnRegion = connector.dependsOnRegion
        self.isFlow = connector.condition.kind == .flow
        self.bulkhead = Bulkhead(inFlight: policy.inFlight, waiting: policy.waiting)
        self.connectorGuard = ConnectorGuard(firstPause: policy.firstPause, chance: chance)
        self.metrics = ConnectorMetrics(connector.id)
    }

    /// The connector's id.
    package var id: ConnectorID { self.connector.id }
}

/// The limits within which one connector is used.
package struct ConnectorPolicy: Hashable, Sendable {
    /// Its own time for one answer, counted from its own start, waiting for a place included; at most 10 s.
    package var total: Duration
    /// The time for which an answer with findings is kept, 0 to 15 min.
    package var hitLifetime: Duration
    /// The time after that for which it is still given at once while the connector is asked anew; together at most 15 min.
    package var staleLifetime: Duration
    /// The time for which "nothing known" is kept, 0 to 15 min.
    package var missLifetime: Duration
    /// Questions under way at once.
    package var inFlight: Int
    /// Questions waiting for a place; further ones are shed at once.
    package var waiting: Int
    /// The time for which the breaker stays open at first.
    package var firstPause: Duration

    /// A policy; what is left out has the defaults of `callcard.yaml`.
    package init(
        total: Duration = .milliseconds(1_500), hitLifetime: Duration = .seconds(300), staleLifetime: Duration = .seconds(600),
        missLifetime: Duration = .seconds(60), inFlight: Int = 32, waiting: Int = 64, firstPause: Duration = .seconds(5)
    ) {
        self.total = total
        self.hitLifetime = hitLifetime
        self.staleLifetime = staleLifetime
        self.missLifetime = missLifetime
        self.inFlight = inFlight
        self.waiting = waiting
        self.firstPause = firstPause
    }
}
