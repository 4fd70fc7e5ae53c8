package import OutboundHTTP
internal import StrictJSON

/// A client for an issuer's keys: at the address that is configured, or at the one that OpenID discovery names.
struct KeyFetcher: Sendable {
    private let options: IssuerKeys.Options
    private let documents: DiscoveryClient

    init(options: IssuerKeys.Options, transport: any HTTPTransport) {
        self.options = options
        self.documents = DiscoveryClient(
            issuer: options.issuer, destinations: options.destinations, transport: transport)
    }

    /// The issuer's keys, fetched now; one call with a configured address, else two.
    func fetch() async throws(KeyFetchError) -> KeySet {
        let address: String
        if let jwks = self.options.jwks { address = jwks } else { address = try await self.discover() }
        return try await KeySet(json: self.documents.get(address), algorithms: self.options.algorithms)
    }

    private func discover() async throws(KeyFetchError) -> String {
        guard let address = try await self.documents.discover()["jwks_uri"]?.stringValue else { throw .malformed }
        return address
    }
}

/// Why an issuer's keys could not be had. No case carries an address or a body.
package enum KeyFetchError: Error, Hashable, Sendable {
    /// No answer was had.
    case transport(TransportError)
    /// Its answer was not 200.
    case status(Int)
    /// Its answer is not what OpenID discovery or RFC 7517 promise.
    case malformed
    /// Its discovery document names another issuer.
    case otherIssuer
    /// None of its keys can be used with the algorithms it is allowed.
    case noKeys

    /// One word for logs and metrics.
    package var label: String {
        switch self {
        case .transport(let error): "\(error)"
        case .status: "status"
        case .malformed: "malformed"
        case .otherIssuer: "otherIssuer"
        case .noKeys: "noKeys"
        }
    }
}
