public import CallModel

/// Who may speak of callers under a connector's name, unasked.
public struct Webhook: Sendable {
    /// Under whose name what is said counts.
    public let connector: ConnectorID
    /// Of whose callers signed messages may speak; keys have a scope of their own.
    public let scope: ServiceScope
    /// Several while one takes the place of another; none where it speaks with keys only.
    public let secrets: [WebhookSecret]

    public init(connector: ConnectorID, scope: ServiceScope, secrets: [WebhookSecret]) {
        self.connector = connector
        self.scope = scope
        self.secrets = secrets
    }
}
