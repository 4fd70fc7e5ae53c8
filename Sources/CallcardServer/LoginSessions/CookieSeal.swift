internal import CallModel
internal import Crypto
internal import Foundation
internal import StrictJSON

/// Seals the contents of our cookies with AES-256-GCM (NIST SP 800-38D): whoever has one can't read it, and can't make or change one.
///
/// Each purpose has a key of its own, which HKDF (RFC 5869) makes of the server's: a cookie of one is nothing to the other.
struct CookieSeal: Sendable {
    /// The purposes of cookies. Raw values are part of the keys: another one, and all cookies from before are nothing.
    enum Purpose: String {
        case attempt = "callcard cookie: sign-in attempt"
        case loginSession = "callcard cookie: login session"
    }

    /// The longest sealed text, in bytes, so that a whole cookie has at most 4 KiB (RFC 6265, 6.1).
    static let longest = 3_900

    private let key: SymmetricKey

    /// - Parameter key: The server's, 32 bytes.
    init(_ key: Sensitive<[UInt8]>, for purpose: Purpose) {
        self.key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key.revealed()), info: Array(purpose.rawValue.utf8), outputByteCount: 32)
    }

    /// The contents as a text for a cookie, base64url of nonce, ciphertext and tag; `nil` where it would be longer than ``longest``.
    func seal(_ contents: JSONObject) -> String? {
        guard let box = try? AES.GCM.seal(Data(JSONValue.object(contents).encoded()), using: self.key), let sealed = box.combined
        else { return nil }
        let text = Base64URL.encode(sealed)
        return text.utf8.count <= Self.longest ? text : nil
    }

    /// The contents of a cookie; `nil` for one that was not sealed for this purpose, under this key, or was changed since.
    func open(_ text: some StringProtocol) -> JSONObject? {
        guard text.utf8.count <= Self.longest, let sealed = Base64URL.decode(text.utf8),
            let box = try? AES.GCM.SealedBox(combined: sealed), let data = try? AES.GCM.open(box, using: self.key)
        else { return nil }
        return (try? StrictJSON.parse(Array(data), maxDepth: 4))?.objectValue
    }
}
