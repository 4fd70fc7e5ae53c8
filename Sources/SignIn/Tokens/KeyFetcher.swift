internal import CallModel
internal import StrictJSON

/// Fetches an issuer's keys: from the address that is configured, or from the one that OpenID discovery names.
struct KeyFetcher: Sendable {
    private static let limits = HTTPCall.Limits(
        total: .seconds(5), connect: .seconds(2), bodyBytes: 256 << 10, headerBytes: 64 << 10)

    let options: KeySource.Options
    let transport: any HTTPTransport

    func fetch() async throws(KeyFetchError) -> KeySet {
        let address: String
        if let jwks = self.options.jwks { address = jwks } else { address = try await self.discover() }
        return try await KeySet(json: self.get(address), algorithms: self.options.algorithms)
    }

    /// OpenID Connect Discovery 1.0, sections 4.1 and 4.3: the document must name the issuer that it was asked for.
    private func discover() async throws(KeyFetchError) -> String {
        let issuer = self.options.issuer
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let body = try await self.get(base + "/.well-known/openid-configuration")
        guard let document = (try? StrictJSON.parse(body))?.objectValue, let address = document["jwks_uri"]?.stringValue else {
            throw .malformed
        }
        guard document["issuer"]?.stringValue?.isExactly(issuer) ?? false else { throw .otherIssuer }
        return address
    }

    private func get(_ url: String) async throws(KeyFetchError) -> [UInt8] {
        let call = HTTPCall(
            url: url, headers: [("Accept", "application/json")], limits: Self.limits, destinations: self.options.destinations)
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await self.transport.send(call)
        } catch {
            throw .transport(error)
        }
        guard answer.status == 200 else { throw .status(answer.status) }
        return answer.body
    }
}
