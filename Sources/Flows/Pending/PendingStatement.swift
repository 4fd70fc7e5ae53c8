public import CallModel

/// What was said of a session before anybody had heard of it.
public struct PendingStatement: Sendable {
    public let session: String
    public let connector: ConnectorID
    /// The services that whoever said it reaches.
    public let scope: ServiceScope
    public let statement: CallerStatement
    /// Which delivery said it.
    public let delivery: WebhookDeliveryDigest
    /// Bytes that it came in.
    public let size: Int

    public init(
        session: String, connector: ConnectorID, scope: ServiceScope, statement: CallerStatement, delivery: WebhookDeliveryDigest,
        size: Int
    ) {
        self.session = session
        self.connector = connector
        self.scope = scope
        self.statement = statement
        self.delivery = delivery
        self.size = size
    }
}

extension PendingStatement: Redacted {}
