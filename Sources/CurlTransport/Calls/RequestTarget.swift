internal import CallModel
internal import OutboundHTTP

/// The host and port that a URL leads to, which must be known before libcurl reads it.
///
/// Much stricter than any URL parser on purpose, so that no two parsers can read a different host in what passes: the
/// authority is a plain host name, an IPv4 address or a bracketed IPv6 address with an optional port, and nothing else.
struct RequestTarget: Hashable, Sendable {
    let isSecure: Bool
    /// In lower case, without brackets.
    let host: String
    /// 1–65535, the scheme's own when the URL names none.
    let port: Int
    /// The address when ``host`` is one, in dotted decimal or RFC 4291 text.
    let address: [UInt8]?

    /// - Throws: ``TransportError/blockedDestination`` for any scheme but `https` and, where allowed, `http`;
    ///   ``TransportError/unusable`` for spaces, control characters, backslashes, non-ASCII bytes, userinfo,
    ///   percent-encoded hosts and bad ports.
    init(_ url: String, allowsHTTP: Bool) throws(TransportError) {
        let bytes = Array(url.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { throw .unusable }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .unusable }
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard scheme == "https" || scheme == "http" && allowsHTTP else { throw .blockedDestination }
        guard bytes[colon...].starts(with: "://".utf8) else { throw .unusable }

        let rest = bytes[(colon + 3)...]
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        guard let (host, port) = Self.split(authority) else { throw .unusable }
        self.isSecure = scheme == "https"
        self.host = String(decoding: host, as: UTF8.self).lowercased()
        self.port = port ?? (self.isSecure ? 443 : 80)
        self.address = IPAddress.bytes(self.host)
        let isBracketed = authority.first == UInt8(ascii: "[")
        guard isBracketed == (self.address?.count == 16), self.address != nil || !Self.endsInNumber(self.host) else {
            throw .unusable
        }
    }

    /// `127.1`, `0x7f.0.0.1`, `2130706433`: addresses to some, names to others, so neither to us.
    private static func endsInNumber(_ host: String) -> Bool {
        let last = host.split(separator: ".").last ?? ""
        return last.utf8.allSatisfy { (0x30...0x39).contains($0) } || last.hasPrefix("0x")
    }

    /// `host` or `[address]`, then an optional `:port`.
    private static func split(_ authority: ArraySlice<UInt8>) -> (host: ArraySlice<UInt8>, port: Int?)? {
        var host: ArraySlice<UInt8>
        var rest: ArraySlice<UInt8>
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = authority[(authority.startIndex + 1)..<end]
            rest = authority[(end + 1)...]
        } else {
            host = authority.prefix { $0 != UInt8(ascii: ":") }
            rest = authority[host.endIndex...]
            guard host.allSatisfy(Self.isOfName) else { return nil }
        }
        guard (1...253).contains(host.count) else { return nil }
        guard !rest.isEmpty else { return (host, nil) }
        guard rest.removeFirst() == UInt8(ascii: ":"), (1...5).contains(rest.count),
            rest.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(String(decoding: rest, as: UTF8.self)),
            (1...65_535).contains(port)
        else { return nil }
        return (host, port)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
