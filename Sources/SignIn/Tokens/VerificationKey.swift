internal import JWTKit
internal import StrictJSON

/// A public key of an issuer, tied to one algorithm.
struct VerificationKey: Sendable {
    /// `kid`; `nil` where the issuer gives it none.
    let id: String?
    let algorithm: TokenAlgorithm
    private let verifier: any JWTAlgorithm

    /// - Parameter key: A JSON Web Key (RFC 7517). Only its public part is read.
    /// - Returns: `nil` where the key is not for this algorithm, or can't be used: RSA keys want 2048 bits at least.
    init?(_ key: JSONObject, for algorithm: TokenAlgorithm) async {
        guard let web = Self.webKey(key, for: algorithm) else { return nil }
        let keys = JWTKeyCollection()
        // The library keeps the first algorithm that a key was used with, so each pair has a collection of its own.
        guard (try? await keys.add(jwk: web)) != nil, let verifier = try? await keys.getKey(), verifier.name == algorithm.rawValue
        else { return nil }
        self.id = key["kid"]?.stringValue
        self.algorithm = algorithm
        self.verifier = verifier
    }

    /// What the library throws for a signature of another shape is a "no" like any other.
    func proves(_ token: BearerToken) -> Bool {
        (try? self.verifier.verify(token.signature, signs: token.signed)) ?? false
    }

    private static func webKey(_ key: JSONObject, for algorithm: TokenAlgorithm) -> JWK? {
        guard key["alg"] == nil || key["alg"]?.stringValue == algorithm.rawValue else { return nil }
        let name = JWK.Algorithm(rawValue: algorithm.rawValue)
        let (type, curve) = (key["kty"]?.stringValue, key["crv"]?.stringValue)
        switch (algorithm, type, curve) {
        case (.rs256, "RSA", _), (.rs384, "RSA", _), (.rs512, "RSA", _), (.ps256, "RSA", _), (.ps384, "RSA", _),
            (.ps512, "RSA", _):
            return .rsa(name, identifier: "key", modulus: key["n"]?.stringValue, exponent: key["e"]?.stringValue)
        case (.es256, "EC", "P-256"), (.es384, "EC", "P-384"), (.es512, "EC", "P-521"):
            return .ecdsa(
                name, identifier: "key", x: key["x"]?.stringValue, y: key["y"]?.stringValue,
                curve: curve.flatMap(ECDSACurve.init(rawValue:)))
        case (.edDSA, "OKP", "Ed25519"):
            return .octetKeyPair(name, identifier: "key", x: key["x"]?.stringValue, y: nil, curve: .ed25519)
        default:
            return nil
        }
    }
}
