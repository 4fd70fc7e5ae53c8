internal import CallModel
internal import Crypto

/// A strong entity tag (RFC 9110, 8.8.3): the same bytes, the same tag.
struct EntityTag: Hashable, Sendable {
    /// The value of the header `ETag`, with its quotes.
    let text: String

    /// - Parameter body: What it stands for, in UTF-8.
    init(of body: [UInt8]) {
        self.text = "\"\(SHA256.hash(data: body).prefix(16).hexadecimal)\""
    }

    /// Whether it is among those of `If-Match` (RFC 9110, 13.1.1): a list, or `*` for any.
    func isNamed(byIfMatch header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let named = part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
            return String(named) == "*" || String(named) == self.text
        }
    }

    /// Whether it is among those of `If-None-Match` (RFC 9110, 13.1.2): weak comparison, as a cache between may have weakened it.
    func isNamed(byIfNoneMatch header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let named = part.drop { $0 == " " }.prefix { $0 != " " }
            return named == "*" || named == self.text || named == "W/\(self.text)"
        }
    }
}
