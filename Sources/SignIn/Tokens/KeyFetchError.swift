public import OutboundHTTP

/// Why an issuer's keys could not be had. No case carries an address or a body.
public enum KeyFetchError: Error, Hashable, Sendable {
    case transport(TransportError)
    /// Its answer was not 200.
    case status(Int)
    /// Its answer is not what OpenID discovery or RFC 7517 promise.
    case malformed
    /// Its discovery document is about somebody else.
    case otherIssuer
    /// None of its keys can be used with the algorithms it is allowed.
    case noKeys

    /// One word for logs and metrics.
    public var label: String {
        switch self {
        case .transport(let error): "\(error)"
        case .status: "status"
        case .malformed: "malformed"
        case .otherIssuer: "otherIssuer"
        case .noKeys: "noKeys"
        }
    }
}
