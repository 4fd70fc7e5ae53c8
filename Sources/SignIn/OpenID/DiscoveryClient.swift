internal import OutboundHTTP
internal import StrictJSON

/// A client of an issuer: its document of OpenID discovery, and the addresses that this names.
struct DiscoveryClient: Sendable {
    private static let limits = HTTPCall.Limits(
        total: .seconds(5), connect: .seconds(2), bodyBytes: 256 << 10, headerBytes: 64 << 10)

    /// `iss`, which is also where discovery begins.
    let issuer: String
    /// Where the issuer's addresses may lead.
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

/// `application/x-www-form-urlencoded`, for query parts and bodies alike: all but unreserved characters as `%XX` (RFC 3986, 2.3).
struct FormEncoding {
    /// `name=value` for each member, with `&` in between.
    let text: String

    /// Encodes the members in their order.
    init(_ members: [(name: String, value: String)]) {
        self.text = members.map { "\($0.name)=\(Self.encode($0.value))" }.joined(separator: "&")
    }

    /// A name or a value, encoded.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
