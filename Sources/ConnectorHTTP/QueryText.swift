package import StrictJSON

/// The query of a URL or the text of a form, made of the members of a JSON object.
package struct QueryText {
    /// `name=value` pairs joined by `&`, percent-encoded; may be empty.
    package let text: String

    /// The `Content-Type` of such a text as a body (WHATWG URL, 5).
    package static let formType = "application/x-www-form-urlencoded"

    /// Members that are null are left out; lists repeat their name. Returns `nil` where a value is an object or a list of such.
    package init?(_ members: JSONObject) {
        var pairs: [String] = []
        for (name, value) in members.members {
            for value in value.arrayValue ?? [value] {
                switch value {
                case .null: break
                case .bool(let bool): pairs.append(Self.pair(name, String(bool)))
                case .number(let text), .string(let text): pairs.append(Self.pair(name, text))
                case .array, .object: return nil
                }
            }
        }
        self.text = pairs.joined(separator: "&")
    }

    /// The query with the `?` or `&` that joins it to `url`.
    package func appended(to url: String) -> String {
        if self.text.isEmpty { return "" }
        return (url.contains("?") ? "&" : "?") + self.text
    }

    /// One encoded pair.
    package static func pair(_ name: String, _ value: String) -> String {
        Self.encoded(name) + "=" + Self.encoded(value)
    }

    /// All but the unreserved characters of RFC 3986 as `%XX`.
    package static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                bytes.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
