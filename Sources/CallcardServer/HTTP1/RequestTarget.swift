internal import CallModel
internal import Glibc

/// The target of a request (RFC 9112, 3.2), as far as a server answers it.
struct RequestTarget {
    /// The path with its query, or `*`.
    let path: String
    /// The host and port of a target that is a whole URL; `nil` for others.
    let authority: String?

    /// A path, a URL of `http` or `https`, or `*`; `nil` for what is none of them.
    init?(_ text: String) {
        if text.utf8.first == UInt8(ascii: "/") {
            (self.path, self.authority) = (text, nil)
        } else if text == "*" {
            (self.path, self.authority) = (text, nil)
            return
        } else {
            guard let end = text.firstRange(of: "://")?.upperBound, ["http://", "https://"].contains(text[..<end].lowercased())
            else {
                return nil
            }
            let rest = text[end...]
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            let path = rest[authority.endIndex...]
            (self.path, self.authority) = (path.utf8.first == UInt8(ascii: "/") ? String(path) : "/" + path, String(authority))
        }
        guard self.path.utf8.allSatisfy(Self.mayStand) else { return nil }
    }

    /// Whether a byte may stand in a path or a query: what is visible in ASCII, but for the beginning of a fragment, and what RFC 3986
    /// and browsers both never leave as it is. Braces and the like are taken, since many clients send them.
    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"): false
        default: (0x21...0x7E).contains(byte)
        }
    }
}

/// The value of `Host`: a host and perhaps a port (RFC 3986, 3.2.2 and 3.2.3).
enum Authority {
    /// Whether a text is one; an empty host is none.
    static func isValid(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
            guard Self.isIPv6(String(text[bytes.index(after: bytes.startIndex)..<end])) else { return false }
            bytes = bytes[bytes.index(after: end)...]
        } else {
            let host = bytes.prefix { $0 != UInt8(ascii: ":") }
            guard !host.isEmpty, Self.isName(host) else { return false }
            bytes = bytes[host.endIndex...]
        }
        guard let colon = bytes.first else { return true }
        let port = bytes.dropFirst()
        return colon == UInt8(ascii: ":") && port.allSatisfy(Self.isDigit) && (port.isEmpty || UInt16(Substring(port)) != nil)
    }

    /// Whether a byte may stand in a host's name as it is: `unreserved` and `sub-delims` of RFC 3986.
    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        // - . _ ~ ! $ & ' ( ) * + , ; =
        case 0x2D, 0x2E, 0x5F, 0x7E, 0x21, 0x24, 0x26...0x2C, 0x3B, 0x3D: true
        default: false
        }
    }

    /// Whether a name has nothing but what may stand in one, and each `%` two hexadecimal digits behind it.
    private static func isName(_ bytes: Substring.UTF8View) -> Bool {
        var digits = 0
        for byte in bytes {
            if digits > 0 {
                guard byte.hexDigitValue != nil else { return false }
                digits -= 1
            } else if byte == UInt8(ascii: "%") {
                digits = 2
            } else if !Self.mayStand(byte) {
                return false
            }
        }
        return digits == 0
    }

    private static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
