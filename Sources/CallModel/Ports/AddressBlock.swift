/// A block of IP addresses in CIDR notation (RFC 4632, RFC 4291): `10.0.0.0/8`, `fd00::/8`, or one address.
public struct AddressBlock: Hashable, Sendable {
    /// As it was written.
    public let notation: String
    /// 4 or 16 bytes in network order, host bits cleared.
    public let network: [UInt8]
    /// 0 to 32 or 128.
    public let prefixLength: Int

    /// - Parameters:
    ///   - notation: What messages show.
    ///   - network: 4 or 16 bytes.
    ///   - prefixLength: `nil` for a single address.
    /// - Returns: `nil` where the sizes don't fit each other.
    public init?(notation: String, network: [UInt8], prefixLength: Int?) {
        let bits = network.count * 8
        let length = prefixLength ?? bits
        guard bits == 32 || bits == 128, (0...bits).contains(length) else { return nil }
        self.notation = notation
        self.prefixLength = length
        self.network = network.enumerated().map { index, byte in
            byte & Self.mask(length - index * 8)
        }
    }

    /// Whether `address` (4 or 16 bytes, network order) lies in the block. IPv4-mapped IPv6 addresses count as IPv4.
    public func contains(_ address: [UInt8]) -> Bool {
        let address = Self.unmapped(address)
        guard address.count == self.network.count else { return false }
        return zip(address, self.network).enumerated().allSatisfy { index, pair in
            pair.0 & Self.mask(self.prefixLength - index * 8) == pair.1
        }
    }

    /// `::ffff:a.b.c.d` as its four bytes; anything else as it is.
    public static func unmapped(_ address: [UInt8]) -> [UInt8] {
        let isMapped = address.count == 16 && address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
        return isMapped ? Array(address[12...]) : address
    }

    private static func mask(_ bitsLeft: Int) -> UInt8 {
        bitsLeft >= 8 ? 0xFF : bitsLeft <= 0 ? 0 : ~(0xFF >> UInt8(bitsLeft))
    }
}
