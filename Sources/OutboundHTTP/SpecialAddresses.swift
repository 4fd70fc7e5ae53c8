internal import CallModel

/// Addresses that lead to this machine, to the network around it, or to nobody in particular.
///
/// From the IANA special-purpose address registries (RFC 6890 and its successors). A connector goes to none of them
/// unless its configuration names them.
enum SpecialAddresses {
    /// Whether `address` (4 or 16 bytes, network order) is anything else than one public host.
    ///
    /// IPv6 addresses that carry an IPv4 address (mapped, NAT64, 6to4) are as special as what they carry.
    static func contains(_ address: [UInt8]) -> Bool {
        let address = IPAddress.unmapped(address)
        guard address.count == 16 else { return address.count != 4 || Self.ipv4.contains { $0.contains(address) } }
        if Self.nat64?.contains(address) == true { return Self.contains(Array(address[12...])) }
        if Self.sixToFour?.contains(address) == true { return Self.contains(Array(address[2..<6])) }
        return Self.globalUnicast?.contains(address) != true || Self.ipv6.contains { $0.contains(address) }
    }

    private static let ipv4 = Self.blocks([
        "0.0.0.0/8",  // this network
        "10.0.0.0/8",  // private
        "100.64.0.0/10",  // shared by carriers (CGNAT)
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local, and the metadata services of clouds
        "172.16.0.0/12",  // private
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays
        "192.168.0.0/16",  // private
        "198.18.0.0/15",  // benchmarks
        "198.51.100.0/24",  // documentation
        "203.0.113.0/24",  // documentation
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, and the broadcast address
    ])

    /// Beside these, all that is outside ``globalUnicast``: `::`, `::1`, `fc00::/7`, `fe80::/10`, `ff00::/8` …
    private static let ipv6 = Self.blocks([
        "2001::/23",  // protocol assignments, Teredo among them
        "2001:db8::/32",  // documentation
        "3fff::/20",  // documentation
    ])

    private static let globalUnicast = AddressBlock(parsing: "2000::/3")
    private static let nat64 = AddressBlock(parsing: "64:ff9b::/96")
    private static let sixToFour = AddressBlock(parsing: "2002::/16")

    private static func blocks(_ notations: [String]) -> [AddressBlock] {
        notations.compactMap(AddressBlock.init(parsing:))
    }
}
