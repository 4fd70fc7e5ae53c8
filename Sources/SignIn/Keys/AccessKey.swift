package import CallModel
internal import Crypto

/// An API key as the configuration knows it: its id, what it may do, and the SHA-256 of its secret.
package struct AccessKey: Sendable {
    /// The principal of the key: its id, role and scope.
    package let principal: Principal
    /// The SHA-256 of the secret, 32 bytes.
    let digest: [UInt8]

    /// A key by its digest.
    ///
    /// - Parameters:
    ///   - principal: What the key's holder may do; its id is the key's.
    ///   - digest: The SHA-256 of the secret's 43 characters, as 64 hexadecimal digits in either case; anything else gives `nil`.
    package init?(principal: Principal, digest: String) {
        guard let bytes = [UInt8](hexadecimal: digest.utf8), bytes.count == 32 else { return nil }
        self.principal = principal
        self.digest = bytes
    }

    /// Whether `id` can be a key's: 1–64 of `A-Z a-z 0-9 . _ ~ -`.
    package static func isValid(id: String) -> Bool {
        let marks = "._~-".utf8
        return (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || marks.contains(byte)
            }
    }

    /// Whether the key has that secret; compared in a time that does not depend on where the digests differ.
    func isProven(by secret: Substring) -> Bool {
        var difference: UInt8 = 0
        for (left, right) in zip(SHA256.hash(data: Array(secret.utf8)), self.digest) { difference |= left ^ right }
        return difference == 0
    }
}

/// A new API key, made of 32 random bytes.
package struct GeneratedKey: Sendable {
    /// The key as its user keeps it, `cc_<id>_<43 characters>`. Shown once, stored nowhere.
    package let text: String
    /// The key as the configuration keeps it: the SHA-256 of the 43 characters, in hexadecimal.
    package let digest: String

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - id: A valid key id, see ``AccessKey/isValid(id:)``.
    ///   - random: The source of the bytes; the system's generator but in tests.
    package init(id: String, random: inout some RandomNumberGenerator) {
        let secret = Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        self.text = "cc_\(id)_\(secret)"
        self.digest = SHA256.hash(data: Array(secret.utf8)).hexadecimal
    }
}
