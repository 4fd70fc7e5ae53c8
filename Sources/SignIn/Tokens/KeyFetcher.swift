internal import OutboundHTTP
internal import StrictJSON

/// Fetches an issuer's keys: from the address that is configured, or from the one that OpenID discovery names.
struct KeyFetcher: Sendable {
    private let options: IssuerKeys.Options
    private let documents: DiscoveryClient

    init(options: IssuerKeys.Options, transport: any HTTPTransport) {
        self.options = options
        self.documents = DiscoveryClient(
            issuer: options.issuer, destinations: options.destinations, transport: transport)
    }

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
