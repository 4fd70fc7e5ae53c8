internal import OutboundHTTP
internal import StrictJSON

/// A client of an issuer: its document of OpenID discovery, and the addresses that this names.
struct DiscoveryClient: Sendable {
    private static let limits = HTTPCall.Limits(
        total: .seconds(5), connect: .seconds(2), bodyBytes: 256 << 10, headerBytes: 64 << 10)

    /// `iss`, which is also where discovery begins.
    let issuer: String
    /// The destinations that the issuer's addresses may have.
    let destinations: DestinationPolicy
    let transport: any HTTPTransport

    /// The discovery document, which must name the issuer that it was asked for (OpenID Connect Discovery 1.0, sections 4.1 and
    /// 4.3).
    func discover() async throws(KeyFetchError) -> JSONObject {
        let base = self.issuer.hasSuffix("/") ? String(self.issuer.dropLast()) : self.issuer
        let body = try await self.get(base + "/.well-known/openid-configuration")
        guard let document = (try? StrictJSON.parse(body))?.objectValue else { throw .malformed }
        guard document["issuer"]?.stringValue?.isExactly(self.issuer) ?? false else { throw .otherIssuer }
        return document
    }

    /// The body of a 200 answer, at most 256 KiB.
    func get(_ url: String) async throws(KeyFetchError) -> [UInt8] {
        let call = HTTPCall(
            url: url, headers: [("Accept", "application/json")], limits: Self.limits, destinations: self.destinations)
        let answer = try await self.send(call)
        guard answer.status == 200 else { throw .status(answer.status) }
        return answer.body
    }

    /// The answer to a form, whatever its status.
    func post(_ form: FormEncoding, to url: String, headers: [(name: String, value: String)]) async throws(KeyFetchError)
        -> HTTPAnswer
    {
        let usual = [("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")]
        return try await self.send(
            HTTPCall(
                method: "POST", url: url, headers: usual + headers, body: Array(form.text.utf8), limits: Self.limits,
                destinations: self.destinations))
    }

    private func send(_ call: HTTPCall) async throws(KeyFetchError) -> HTTPAnswer {
        do throws(TransportError) {
            return try await self.transport.send(call)
        } catch {
            throw .transport(error)
        }
    }
}
