internal import Crypto

/// The strong entity tag of settings (RFC 9110, 8.8.3): the same bytes, the same tag.
enum SettingsETag {
    static func tag(of body: [UInt8]) -> String {
        let digits = SHA256.hash(data: body).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return "\"\(digits.joined())\""
    }

    /// Whether a tag is among those of `If-Match` (RFC 9110, 13.1.1): a list, or `*` for any.
    static func matches(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").contains { part in
            let named = part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
            return String(named) == "*" || String(named) == tag
        }
    }
}
