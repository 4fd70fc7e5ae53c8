/// `application/x-www-form-urlencoded`, for query parts and bodies alike: all but unreserved characters as `%XX` (RFC 3986, 2.3).
struct FormEncoding {
    /// `name=value` for each member, with `&` in between.
    let text: String

    /// Encodes the members in their order.
    init(_ members: [(name: String, value: String)]) {
        self.text = members.map { "\($0.name)=\(Self.encode($0.value))" }.joined(separator: "&")
    }

    /// A name or a value, encoded.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
