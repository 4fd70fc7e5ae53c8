internal import CallModel

/// Who sent a webhook, once that is proven.
struct WebhookSender {
    let connector: ConnectorID
    /// The services that it reaches.
    let scope: ServiceScope
    /// Told apart from all others; no key's id has a space.
    let name: String
}
