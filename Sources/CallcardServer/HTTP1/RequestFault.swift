internal import Hummingbird

/// Why a message is answered before the interface sees it, and the connection ended: where it ends, or what it asks, can't be told.
enum RequestFault: Error, Hashable, Sendable, CaseIterable {
    /// It is not written as RFC 9112 has it; among others a header line that is folded, or has no colon.
    case malformed
    /// `Host` is missing, comes twice, or is no host with an optional port (RFC 9112, 3.2).
    case badHost
    /// The target is neither a path, nor a URL of `http` or `https`, nor the `*` of OPTIONS (RFC 9112, 3.2).
    case badTarget
    /// Where the body ends can be understood in two ways, or not at all (RFC 9112, 6.3).
    case badFraming
    /// The target is longer than ``RequestHead/targetLimit``.
    case targetTooLong
    /// There are more header lines, or longer ones, than a connection reads.
    case headTooLarge
    /// An expectation other than `100-continue` (RFC 9110, 10.1.1).
    case unknownExpectation
    /// A method that nothing here has, CONNECT among them (RFC 9110, 9.1).
    case unknownMethod
    /// A transfer coding other than `chunked` (RFC 9112, 6.1).
    case unknownTransferCoding
    /// A version of HTTP other than 1.0 and 1.1.
    case unknownVersion

    /// The answer.
    var problem: Problem {
        switch self {
        case .malformed: Problem(.malformedRequest, "This is no request as RFC 9112 has it.")
        case .badHost:
            Problem(.malformedRequest, "A request has one Host, which is a host name or address with an optional port.")
        case .badTarget: Problem(.malformedRequest, "The target of the request is no path.")
        case .badFraming: Problem(.malformedRequest, "It can't be told where the body ends.")
        case .targetTooLong: Problem(.uriTooLong, "The target is longer than \(RequestHead.targetLimit) bytes.")
        case .headTooLarge: Problem(.headTooLarge, "The header fields are too many or too long.")
        case .unknownExpectation: Problem(.expectationFailed, "The one expectation that can be met is 100-continue.")
        case .unknownMethod: Problem(.notImplemented, "No resource here has this method.")
        case .unknownTransferCoding: Problem(.notImplemented, "The one transfer coding that is read is chunked.")
        case .unknownVersion: Problem(.versionNotSupported, "Versions 1.1 and 1.0 of HTTP are spoken here.")
        }
    }
}
