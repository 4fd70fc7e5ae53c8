internal import JWTKit
internal import StrictJSON

/// The keys that an issuer publishes (RFC 7517, section 5), as far as they can be used.
struct KeySet: Sendable {
    /// The number of keys of a set that are looked at.
    private static let most = 100

    private let keys: [VerificationKey]

    /// The usable keys of a document.
    ///
    /// - Parameter algorithms: Those that the issuer is allowed; keys for others are left out.
    /// - Throws: ``KeyFetchError/malformed`` for what is no key set, ``KeyFetchError/noKeys`` where none can be used.
    init(json: [UInt8], algorithms: [TokenAlgorithm]) async throws(KeyFetchError) {
        guard let entries = (try? StrictJSON.parse(json, maxDepth: 16))?.objectValue?["keys"]?.arrayValue else {
            throw .malformed
        }
        var keys: [VerificationKey] = []
        for entry in entries.prefix(Self.most).compactMap(\.objectValue) where Self.isForSignatures(entry) {
            for algorithm in algorithms {
                if let key = await VerificationKey(entry, for: algorithm) { keys.append(key) }
            }
        }
        guard !keys.isEmpty else { throw .noKeys }
        self.keys = keys
    }

    /// The keys that may have signed a token: those of its `kid`, or, for a token without one, the only key there is.
    func keys(id: String?, algorithm: TokenAlgorithm) -> [VerificationKey] {
        let fitting = self.keys.filter { $0.algorithm == algorithm }
        guard let id else { return fitting.count == 1 ? fitting : [] }
        return fitting.filter { $0.id?.isExactly(id) ?? false }
    }

    private static func isForSignatures(_ key: JSONObject) -> Bool {
        let uses = key["key_ops"]?.arrayValue?.compactMap(\.stringValue)
        return (key["use"] == nil || key["use"]?.stringValue == "sig") && uses?.contains("verify") != false
    }
}

/// A public key of an issuer, tied to one algorithm.
struct VerificationKey: Sendable {
    /// `kid`; `nil` where the issuer gives it none.
    let id: String?
    /// The only way to sign that it proves.
    let algorithm: TokenAlgorithm
    private let verifier: any JWTAlgorithm

    /// A key for one algorithm.
    ///
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

    /// Whether the key's owner has signed `token`. The library's error for a signature of another shape is a "no" like any other.
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
