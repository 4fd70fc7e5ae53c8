internal import CallModel

/// The address of a CRM: scheme, host, and perhaps a port and a path, without the slash at its end.
package struct BaseURL: Hashable, Sendable {
    /// `https://crm.example/api`
    let text: String
    /// Whether the scheme is `http`.
    let isPlain: Bool

    /// The rule for base URLs, for messages.
    static let rule = "must be https:// and a host, perhaps with a port and a path, without user, ? and #"

    /// Returns `nil` where the text breaks ``rule``; `http://` is accepted too, see ``isPlain``.
    init?(_ text: String) {
        guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != "/" }
        let refused = Set("\\?#@{}<>\"'`|^%".utf8)
        guard Self.isAuthority(authority), rest.utf8.count <= 1_024,
            rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !refused.contains($0) })
        else { return nil }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path.removeLast() }
        guard !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else { return nil }
        self.text = scheme + authority + path
        self.isPlain = scheme == "http://"
    }

    /// A host name, an IPv4 address or an IPv6 address in brackets; then perhaps a port.
    private static func isAuthority(_ authority: Substring) -> Bool {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let behind = authority[authority.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return false }
            if !behind.isEmpty { port = behind.dropFirst() }
            guard host.utf8.allSatisfy({ $0.hexDigitValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else {
                return false
            }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[authority.index(after: colon)...]
            }
            guard host.utf8.allSatisfy({ Self.isHostByte($0) }), !host.hasPrefix("."), !host.contains("..") else { return false }
        }
        return !host.isEmpty && port.map { UInt16($0) != nil && $0 != "0" } ?? true
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}
