package import CallModel

/// All API keys of a configuration, by which their holders are authenticated.
package struct KeyRing: Authenticator {
    private let keys: [Substring: AccessKey]
    /// Stands in for an unknown id, so that both kinds of "no" take the same time.
    private let decoy: AccessKey

    /// A ring of `keys`. Of several keys with one id the first counts; the configuration reports the others.
    package init(_ keys: [AccessKey]) {
        self.keys = Dictionary(keys.map { (Substring($0.principal.id), $0) }, uniquingKeysWith: { first, _ in first })
        let nobody = Principal(id: "nobody", role: .agent, services: .only([]))
        self.decoy = AccessKey(principal: nobody, digest: String(repeating: "0", count: 64))!
    }

    /// The principal of the key that `credential` is; `nil` for an unknown id, a wrong secret and another shape alike.
    package func principal(presenting credential: String) async -> Principal? {
        guard let text = KeyText(credential) else { return nil }
        let key = self.keys[text.id]
        let isProven = (key ?? self.decoy).isProven(by: text.secret)
        return isProven ? key?.principal : nil
    }

    /// The id of the key that `credential` names, whatever its secret.
    package func keyID(claimedBy credential: String) -> String? {
        KeyText(credential).flatMap { self.keys[$0.id]?.principal.id }
    }
}

/// The text of an API key: `cc_<id>_<secret>`, the secret being 43 characters of base64url (32 random bytes).
private struct KeyText {
    let id: Substring
    let secret: Substring

    /// `nil` where `text` has another shape. The secret may itself hold `_`, so the split is counted from the end.
    init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count > 3 + 1 + 43, bytes.count <= 3 + 64 + 1 + 43, text.hasPrefix("cc_") else { return nil }
        let secretStart = bytes.index(bytes.endIndex, offsetBy: -43)
        let idEnd = bytes.index(before: secretStart)
        guard bytes[idEnd] == UInt8(ascii: "_") else { return nil }
        let idStart = bytes.index(bytes.startIndex, offsetBy: 3)
        guard idStart < idEnd else { return nil }
        self.id = text[idStart..<idEnd]
        self.secret = text[secretStart...]
    }
}
