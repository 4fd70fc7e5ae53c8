/// The URL by which a flow is started. It carries the flow's key, so all of it is a secret.
package struct TriggerURL: Sendable {
    /// The URL as it was given.
    package let text: String
    /// The server that starts the flow.
    package let origin: WebOrigin

    /// The rule for trigger URLs, for messages.
    package static let rule = "must be the whole URL that the flow's trigger shows, beginning with https://"
    /// The maximum number of bytes of a URL of a flow.
    package static let limit = 4_096
    private static let refused = Set("\\\"<>`^{|}".utf8)

    /// Returns `nil` where the text breaks ``rule``; `http://` is accepted where the operator allows it.
    package init?(_ text: String, allowsHTTP: Bool) {
        guard Self.isURLText(text), !text.utf8.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "@") }),
            let origin = WebOrigin(text), origin.isSecure || allowsHTTP
        else { return nil }
        self.text = text
        self.origin = origin
    }

    /// Whether `text` has at most ``limit`` bytes, all of them visible ASCII that a URL may hold unencoded.
    package static func isURLText(_ text: String) -> Bool {
        text.utf8.count <= Self.limit && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !Self.refused.contains($0) }
    }
}

/// Scheme, host and port of an `https` or `http` URL (RFC 6454, section 4): URLs that have these in common lead to the same server.
package struct WebOrigin: Hashable, Sendable {
    /// Whether the scheme is `https`.
    package let isSecure: Bool
    /// The host in lower case; IPv6 addresses in brackets.
    package let host: String
    /// The port as written, else the scheme's own: 443 or 80.
    package let port: UInt16

    /// Returns `nil` for other schemes, and for an authority that is no host with perhaps a port.
    package init?(_ url: some StringProtocol) {
        let scheme = ["https://", "http://"].first { url.prefix($0.count).lowercased() == $0 }
        guard let scheme else { return nil }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
        guard BaseURL(scheme + authority) != nil else { return nil }
        self.isSecure = scheme == "https://"
        let port = authority.lastIndex(of: ":").map { authority[authority.index(after: $0)...] } ?? ""
        // What is behind a colon within brackets, of an IPv6 address, is no number.
        if let number = UInt16(port) {
            self.host = String(authority.dropLast(port.count + 1))
            self.port = number
        } else {
            self.host = authority
            self.port = self.isSecure ? 443 : 80
        }
    }
}
