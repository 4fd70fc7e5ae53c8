internal import Crypto

/// A new API key, made of 32 random bytes.
public struct GeneratedKey: Sendable {
    /// What its user keeps, `cc_<id>_<43 characters>`. Shown once, stored nowhere.
    public let text: String
    /// What the configuration keeps: the SHA-256 of the 43 characters, in hexadecimal.
    public let digest: String

    /// - Parameters:
    ///   - id: A valid key id, see ``AccessKey/isValid(id:)``.
    ///   - random: Where the bytes come from; the system's generator but in tests.
    public init(id: String, random: inout some RandomNumberGenerator) {
        let secret = Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        self.text = "cc_\(id)_\(secret)"
        self.digest = SHA256.hash(data: Array(secret.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
