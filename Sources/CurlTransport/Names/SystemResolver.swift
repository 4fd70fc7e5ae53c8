internal import CCurl  // whose headers own the socket types
import Glibc

/// The result of looking a host name up.
enum NameLookupResult: Hashable, Sendable {
    /// Addresses of 4 or 16 bytes in network order, the best first; not empty.
    case found([[UInt8]])
    /// There is no such name, or it has no address.
    case unknown
    /// The name servers could not be asked just now.
    case unavailable
}

/// The machine's own name resolution: `/etc/hosts`, name servers, whatever `nsswitch.conf` says.
enum SystemResolver {
    /// Asks and waits, for many seconds when the name servers are silent: only for threads that may.
    static func lookUp(_ host: String) -> NameLookupResult {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(host, nil, &hints, &list)
        guard failure == 0 else {
            return [EAI_NONAME, EAI_NODATA, EAI_ADDRFAMILY].contains(failure) ? .unknown : .unavailable
        }
        defer { freeaddrinfo(list) }
        let addresses = sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { entry in
            entry.flatMap { Self.bytes($0.pointee) }
        }
        return addresses.isEmpty ? .unknown : .found(addresses)
    }

    private static func bytes(_ entry: addrinfo) -> [UInt8]? {
        guard let address = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return withUnsafeBytes(of: address.loadUnaligned(as: sockaddr_in.self).sin_addr, Array.init)
        case AF_INET6:
            return withUnsafeBytes(of: address.loadUnaligned(as: sockaddr_in6.self).sin6_addr, Array.init)
        default:
            return nil
        }
    }

    // In glibc's header, but behind _GNU_SOURCE.
    private static let EAI_NODATA: Int32 = -5
    private static let EAI_ADDRFAMILY: Int32 = -9
}
