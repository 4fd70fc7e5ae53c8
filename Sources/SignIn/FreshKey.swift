internal import Crypto

/// A new API key, made of 32 random bytes.
public struct FreshKey: Sendable {
    /// What its user keeps, `cc_<id>_<43 characters>`. Shown once, stored nowhere.
    public let text: String
    /// What the configuration keeps: the SHA-256 of the 43 characters, in hexadecimal.
    public let digest: String

    /// - Parameters:
    ///   - id: A valid key id, see ``AccessKey/isValid(id:)``.
    ///   - random: Where the bytes come from; the system's generator but in tests.
    public init(id: String, random: inout some RandomNumberGenerator) {
        let secret = Self.base64URL((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        self.text = "cc_\(id)_\(secret)"
        self.digest = SHA256.hash(data: Array(secret.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    /// RFC 4648 section 5, without padding: 32 bytes give 43 characters.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var text = ""
        var bits = 0
        var value = 0
        for byte in bytes {
            value = (value << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[value >> bits & 63])
            }
        }
        if bits > 0 { text.append(alphabet[value << (6 - bits) & 63]) }
        return text
    }
}
