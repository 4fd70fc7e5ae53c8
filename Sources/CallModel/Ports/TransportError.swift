/// Why no answer came. No case carries an address, a header or a body.
public enum TransportError: Error, Hashable, Sendable {
    /// The total or connect limit was reached.
    case timeout
    /// Nobody listens, or the connection broke before an answer began.
    case connect
    case tls
    case dns
    /// The address is not public and not allowed, or the scheme is not.
    case blockedDestination
    /// The body or the headers are over the limit.
    case tooLarge
    /// What came is not HTTP, or broke off, or is in an encoding nobody asked for.
    case malformed
    /// The calling task was cancelled.
    case cancelled
    /// The call itself was wrong (URL, header), or libcurl would not take it.
    case unusable
}
