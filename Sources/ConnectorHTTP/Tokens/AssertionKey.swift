import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A private key that signs JSON Web Tokens (RFC 7515), by the one algorithm that goes with its kind.
enum AssertionKey: Sendable {
    /// RSA of at least 2,048 bits.
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)

    /// A key as `openssl` writes it: PKCS#8, or the older forms of RSA and elliptic curves. `nil` for anything else.
    init?(pem: String) {
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
            self = .p256(key)
        } else if let key = try? P384.Signing.PrivateKey(pemRepresentation: pem) {
            self = .p384(key)
        } else if let key = try? P521.Signing.PrivateKey(pemRepresentation: pem) {
            self = .p521(key)
        } else if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) {
            self = .rsa(key)
        } else {
            return nil
        }
    }

    /// `alg` of the token's header (RFC 7518, 3.1).
    var algorithm: String {
        switch self {
        case .rsa: "PS256"
        case .p256: "ES256"
        case .p384: "ES384"
        case .p521: "ES512"
        }
    }

    /// The signature over `bytes`; for elliptic curves both numbers, one behind the other (RFC 7518, 3.4).
    func signature(over bytes: [UInt8]) throws -> Data {
        switch self {
        case .rsa(let key): try key.signature(for: SHA256.hash(data: bytes), padding: .PSS).rawRepresentation
        case .p256(let key): try key.signature(for: SHA256.hash(data: bytes)).rawRepresentation
        case .p384(let key): try key.signature(for: SHA384.hash(data: bytes)).rawRepresentation
        case .p521(let key): try key.signature(for: SHA512.hash(data: bytes)).rawRepresentation
        }
    }
}
