/// A caller's internet address. It is caller data: held with the call, in memory only.
public struct IPAddress: Hashable, Sendable {
    /// 4 or 16, in network order; IPv4-mapped IPv6 addresses have become IPv4.
    public let bytes: [UInt8]

    /// - Returns: `nil` for any other count than 4 or 16.
    public init?(bytes: some Sequence<UInt8>) {
        let bytes = AddressBlock.unmapped(Array(bytes))
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }
}

extension IPAddress: Redacted {}
