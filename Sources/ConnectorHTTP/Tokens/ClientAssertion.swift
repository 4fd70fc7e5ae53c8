import CallModel
import Crypto
import Manifests
package import OutboundHTTP
import StrictJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signs the statements that prove who asks for a token: JSON Web Tokens as RFC 7523, 3 has them, a new one for each request.
package struct ClientAssertion: Sendable, Redacted {
    /// `client_assertion_type` of RFC 7523, 2.2.
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// What stands between the other parameters and the statement.
    private static let mark = "&client_assertion="
    /// The time for which a statement holds, in seconds; the request for the token follows at once.
    private static let life: Int64 = 300

    private let key: AssertionKey
    private let header: JSONObject
    /// Those that are the same each time.
    private let claims: JSONObject

    /// - Parameters:
    ///   - client: The client's id, who says it and about whom.
    ///   - audience: To whom it is said: the URL that gives tokens.
    /// - Throws: Where a setting has no value, or the key is none.
    init(
        _ assertion: ManifestAuth.ClientAssertion, client: String, audience: String, settings: ConnectorSettings
    ) throws(ConnectorBuildError) {
        guard let key = AssertionKey(pem: try settings.filled(assertion.key, part: "auth.assertion.key")) else {
            let reason = "is no private key as PEM: RSA of 2048 bits or more, or one on the curves P-256, P-384, P-521"
            throw ConnectorBuildError(part: "auth.assertion.key", reason: reason)
        }
        self.key = key
        var header: JSONObject = ["alg": .string(key.algorithm), "typ": .string("JWT")]
        if let keyID = assertion.keyID {
            header["kid"] = .string(try settings.filled(keyID, part: "auth.assertion.keyID"))
        }
        self.header = header
        var claims: JSONObject = ["iss": .string(client), "sub": .string(client), "aud": .string(audience)]
        for claim in assertion.claims {
            claims[claim.name] = .string(try settings.filled(claim.value, part: "auth.assertion.claims.\(claim.name)"))
        }
        self.claims = claims
    }

    /// `call`, whose body is a form, with a statement made now.
    ///
    /// - Throws: ``ConnectorError/internal`` where the key does not sign.
    func signed(_ call: HTTPCall, at now: WallTime) throws(ConnectorError) -> HTTPCall {
        let seconds = now.milliseconds / 1_000
        var claims = self.claims
        claims["iat"] = .number(String(seconds))
        claims["exp"] = .number(String(seconds + Self.life))
        claims["jti"] = .string((0..<16).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal)
        let parts = [self.header, claims].map { Self.base64URL(JSONValue.object($0).encoded()) }
        let text = parts.joined(separator: ".")
        guard let signature = try? self.key.signature(over: Array(text.utf8)) else { throw .internal }
        var call = call
        // Its characters stand for themselves in a form.
        call.body = (call.body ?? []) + Array("\(Self.mark)\(text).\(Self.base64URL(signature))".utf8)
        return call
    }

    /// `call` as it was before a statement was added to it.
    package static func unsigned(_ call: HTTPCall) -> [UInt8]? {
        guard let body = call.body, let range = body.firstRange(of: Self.mark.utf8) else { return call.body }
        return Array(body[..<range.lowerBound])
    }

    /// A new key without any worth, as PEM: for trials, where a setting must hold one.
    package static func sampleKey() -> String { P256.Signing.PrivateKey().pemRepresentation }

    private static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
