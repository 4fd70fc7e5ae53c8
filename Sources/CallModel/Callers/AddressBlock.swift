/// A block of IP addresses in CIDR notation (RFC 4632, RFC 4291): `10.0.0.0/8`, `fd00::/8`, or one address.
package struct AddressBlock: Hashable, Sendable {
    /// The block as it was written, for messages.
    package let notation: String
    /// 4 or 16 bytes in network order, host bits cleared.
    package let network: [UInt8]
    /// 0 to 32 or 128.
    package let prefixLength: Int

    /// Reads CIDR notation or one address: `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`, `::1`.
    ///
    /// Host bits after the prefix are cleared. `::ffff:10.0.0.0/104` is the IPv4 block `10.0.0.0/8`, since addresses are
    /// compared that way.
    ///
    /// - Returns: `nil` for anything else: host names, short forms such as `127.1`, zones, signs, spaces, a prefix that
    ///   is too long or has more than three digits.
    package init?(parsing notation: String) {
        let parts = notation.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress.bytes(String(first)) else { return nil }
        var length = address.count * 8
        if parts.count == 2 {
            guard let written = Self.prefixLength(parts[1]), written <= length else { return nil }
            length = written
        }
        let network = IPAddress.unmapped(address)
        if network.count != address.count {
            // The prefix of a mapped block must hold all of `::ffff:`.
            guard length >= 96 else { return nil }
            length -= 96
        }
        self.notation = notation
        self.prefixLength = length
        self.network = network.enumerated().map { index, byte in
            byte & Self.mask(length - index * 8)
        }
    }

    /// Whether `address` (4 or 16 bytes, network order) lies in the block. IPv4-mapped IPv6 addresses count as IPv4.
    package func contains(_ address: [UInt8]) -> Bool {
        let address = IPAddress.unmapped(address)
        guard address.count == self.network.count else { return false }
        return zip(address, self.network).enumerated().allSatisfy { index, pair in
            pair.0 & Self.mask(self.prefixLength - index * 8) == pair.1
        }
    }

    private static func prefixLength(_ text: Substring) -> Int? {
        let digits = text.utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// One byte of a netmask, of which `bitsLeft` bits are still to be set.
    private static func mask(_ bitsLeft: Int) -> UInt8 {
        bitsLeft >= 8 ? 0xFF : bitsLeft <= 0 ? 0 : ~(0xFF >> UInt8(bitsLeft))
    }
}
