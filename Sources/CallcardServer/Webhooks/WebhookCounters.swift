internal import CallModel
internal import Metrics

/// Counts what becomes of webhooks. Labels are bounded: connectors of the configuration, and these results.
struct WebhookCounters: Sendable {
    enum Result: String {
        /// It is part of a session's context.
        case applied
        /// It is kept for a session that may come, or for a number.
        case held, pushed
        /// It came before.
        case duplicate, idReused
        /// Its signature is not good.
        case badSignature
        /// Its session is over.
        case notLive
        /// Its session did not come, so it was dropped; it is counted as held before.
        case dropped
    }

    func count(_ result: Result, _ connector: ConnectorID) {
        Counter(
            label: "callcard_webhooks_total", dimensions: [("connector", connector.value), ("result", result.rawValue)]
        ).increment()
    }
}
