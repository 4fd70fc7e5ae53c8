public import CallModel

/// A connector with the rules under which the engine asks it.
public final class GuardedConnector: Sendable {
    public let connector: any Connector
    public let policy: ConnectorPolicy
    /// The connector, where it answers without waiting.
    let immediate: (any ImmediateConnector)?
    let bulkhead: Bulkhead
    let gate: ConnectorGuard
    let metrics: ConnectorMetrics

    /// - Parameter chance: A number from 0 to 1, for the jitter of the breaker's pauses.
    public init(
        _ connector: any Connector, policy: ConnectorPolicy = .init(),
        chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.connector = connector
        self.policy = policy
        self.immediate = connector as? any ImmediateConnector
        self.bulkhead = Bulkhead(inFlight: policy.inFlight, waiting: policy.waiting)
        self.gate = ConnectorGuard(firstPause: policy.firstPause, chance: chance)
        self.metrics = ConnectorMetrics(connector.id)
    }

    public var id: ConnectorID { self.connector.id }

    /// Whether it is a flow, which may answer by a task update.
    var isFlow: Bool { self.connector.condition.kind == .flow }
}
