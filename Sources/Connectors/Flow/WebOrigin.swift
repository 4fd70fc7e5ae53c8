/// Scheme, host and port of an `https` or `http` URL (RFC 6454, section 4): URLs that have these in common lead to the same server.
struct WebOrigin: Hashable, Sendable {
    let isSecure: Bool
    /// In lower case; IPv6 addresses in brackets.
    let host: String
    let port: UInt16

    /// Returns `nil` for other schemes, and for an authority that is no host with perhaps a port.
    init?(_ url: some StringProtocol) {
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
