/// The text of an API key: `cc_<id>_<secret>`, the secret being 43 characters of base64url (32 random bytes).
struct KeyText {
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
