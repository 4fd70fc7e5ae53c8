public import CallModel

extension AddressBlock {
    /// Reads CIDR notation or one address: `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`, `::1`.
    ///
    /// Host bits after the prefix are cleared. `::ffff:10.0.0.0/104` is the IPv4 block `10.0.0.0/8`, since addresses are
    /// compared that way.
    ///
    /// - Returns: `nil` for anything else: host names, short forms such as `127.1`, zones, signs, spaces, a prefix that
    ///   is too long or has more than three digits.
    public init?(parsing notation: String) {
        let parts = notation.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !notation.utf8.contains(0), let address = IPAddressBytes.bytes(String(first)) else {
            return nil
        }
        var prefixLength: Int?
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            guard let length = Int(parts[1]), length <= address.count * 8 else { return nil }
            prefixLength = length
        }
        let network = Self.unmapped(address)
        if network.count != address.count {
            guard prefixLength ?? 128 >= 96 else { return nil }
            prefixLength = prefixLength.map { $0 - 96 }
        }
        self.init(notation: notation, network: network, prefixLength: prefixLength)
    }
}
