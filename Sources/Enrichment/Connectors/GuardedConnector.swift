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
