internal import CallModel

/// Sends one HTTP request to another system and brings back the whole answer.
package protocol HTTPTransport: Sendable {
    /// Sends `request` and returns the answer, whatever its status, or throws by `request.limits.total` at the latest.
    ///
    /// When the calling task is cancelled it throws ``TransportError/cancelled`` at once; cleaning up is done behind.
    func send(_ request: HTTPCall) async throws(TransportError) -> HTTPAnswer
}

/// A whole answer to an ``HTTPCall``.
package struct HTTPAnswer: Sendable, Redacted {
    /// 200–599.
    package let status: Int
    /// Names in lower case, in the order of arrival.
    package let headers: [(name: String, value: String)]
    /// The body after decompression.
    package let body: [UInt8]

    /// An answer as it was received; names of `headers` must be in lower case.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header, `nil` where there is none; `name` in lower case.
    package func header(_ name: String) -> String? {
        self.headers.first { $0.name == name }?.value
    }
}

/// Why no answer came. No case carries an address, a header or a body.
package enum TransportError: Error, Hashable, Sendable {
    /// The total or connect limit was reached.
    case timeout
    /// Nobody listens, or the connection broke before an answer began.
    case connect
    /// The other side can't be trusted: its certificate, its host name, its protocol version.
    case tls
    /// The name has no address.
    case dns
    /// The address is not public and not allowed, or the scheme is not.
    case blockedDestination
    /// The body or the headers are over the limit.
    case tooLarge
    /// The answer is not HTTP, or broke off, or is in an encoding that was not asked for.
    case malformed
    /// The calling task was cancelled.
    case cancelled
    /// The call itself was wrong (URL, header), or libcurl would not take it.
    case unusable
}
