internal import HTTPTypes
internal import Hummingbird

/// The one rule of which requests come from this machine itself, for what needs no key there.
///
/// A peer on loopback alone proves nothing: a proxy on the same machine is one, and so is a browser here that was led to us by a
/// foreign name. So nothing may say that the request was forwarded, and `Host` must be a name that leads nowhere else.
struct LocalRequest: Sendable {
    /// Whether the configuration names an address for browsers: then something in front forwards from it, and nobody is local.
    let hasPublicURL: Bool

    /// Whether a request comes from this machine.
    func matches(_ request: Request, on connection: Connection) -> Bool {
        guard !self.hasPublicURL, let peer = connection.channel.remoteAddress?.ipAddress, Self.isLoopback(peer) else {
            return false
        }
        return Self.namesThisMachine(request.head.authority) && !request.headers.contains { Self.isOfProxies($0.name) }
    }

    /// `127.0.0.0/8`, also as IPv4 in IPv6, or `::1`, as the system writes addresses of peers.
    private static func isLoopback(_ address: String) -> Bool {
        address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }

    /// Whether the value of a request's only `Host` is `localhost`, `127.0.0.0/8` or `[::1]`, with a port or without.
    private static func namesThisMachine(_ host: String?) -> Bool {
        guard let host = host?.lowercased() else { return false }
        let name = host.hasPrefix("[::1]") ? host.prefix(5) : host.prefix { $0 != ":" }
        let port = host[name.endIndex...]
        guard port.isEmpty || (port.first == ":" && port.dropFirst().utf8.allSatisfy(Self.isDigit)) else { return false }
        // All four parts: 127.example.org is a name like any other.
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return name == "localhost" || name == "[::1]"
            || (parts.count == 4 && parts[0] == "127"
                && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy(Self.isDigit) })
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// `Forwarded` (RFC 7239), `Via` (RFC 9110, 7.6.3) and what proxies send in their place. A second `Host` is none of ours either.
    private static func isOfProxies(_ name: HTTPField.Name) -> Bool {
        let name = name.canonicalName
        return name.hasPrefix("x-forwarded-") || ["forwarded", "via", "x-real-ip", "host"].contains(name)
    }
}
