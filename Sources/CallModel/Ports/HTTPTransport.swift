/// Sends one HTTP request to somebody else's system and brings back the whole answer.
public protocol HTTPTransport: Sendable {
    /// Sends `request` and returns the answer, whatever its status, or throws by `request.limits.total` at the latest.
    ///
    /// When the calling task is cancelled it throws ``TransportError/cancelled`` at once; cleaning up is done behind.
    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer
}
