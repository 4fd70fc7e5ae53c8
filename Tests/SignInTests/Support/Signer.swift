import CallModel
import Crypto
import Foundation
public import StrictJSON

@testable import SignIn

/// A provider's key pair (ES256), made for one test.
struct Signer {
    let id: String?
    private let key = P256.Signing.PrivateKey()

    init(id: String? = "one") {
        self.id = id
    }

    /// The public half as a JSON Web Key; members may be added or replaced.
    func webKey(_ changes: JSONObject = [:]) -> JSONValue {
        let point = self.key.publicKey.rawRepresentation
        var members: JSONObject = ["kty": "EC", "crv": "P-256", "use": "sig"]
        members["x"] = .string(Base64URL.encode(point.prefix(32)))
        members["y"] = .string(Base64URL.encode(point.suffix(32)))
        members["kid"] = self.id.map { .string($0) }
        for (name, value) in changes.members { members[name] = value }
        return .object(members)
    }

    /// A token with these claims. `header` adds to what it needs or replaces it.
    func token(_ claims: JSONObject, header: JSONObject = [:]) throws -> String {
        var members: JSONObject = ["alg": "ES256", "typ": "JWT"]
        members["kid"] = self.id.map { .string($0) }
        for (name, value) in header.members { members[name] = value }
        let signed = Self.part(members) + "." + Self.part(claims)
        let signature = try self.key.signature(for: Data(signed.utf8))
        return signed + "." + Base64URL.encode(signature.rawRepresentation)
    }

    static func part(_ object: JSONObject) -> String {
        Base64URL.encode(JSONValue.object(object).encoded())
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self = .string(text) }
}
