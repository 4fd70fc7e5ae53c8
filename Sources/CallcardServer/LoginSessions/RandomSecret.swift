internal import CallModel
internal import Crypto

/// Secrets that nobody can guess: 256 random bits as 64 hexadecimal digits.
enum RandomSecret {
    /// The SHA-256 of a secret, which is kept in its place; the secret can't be made of it.
    typealias Digest = SHA256.Digest

    /// A new secret.
    static func fresh() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }.hexadecimal
    }

    /// Whether a text could be one of ours; all others are not worth a digest.
    static func isOne(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// The digest of a secret.
    static func digest(_ text: some StringProtocol) -> Digest {
        SHA256.hash(data: Array(text.utf8))
    }
}
