internal import Glibc

/// A caller's internet address. It is caller data: held with the call, in memory only.
///
/// Its static functions read and write addresses as plain bytes, for those who only compare or call them.
public struct IPAddress: Hashable, Sendable {
    /// 4 or 16, in network order; IPv4-mapped IPv6 addresses have become IPv4.
    public let bytes: [UInt8]

    /// An address of bytes in network order; `nil` for any other count than 4 or 16.
    public init?(bytes: some Sequence<UInt8>) {
        let bytes = Self.unmapped(Array(bytes))
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads `192.0.2.7` or `2001:db8::7`; `nil` for names, ports, zones and shorter writings.
    public init?(reading text: String) {
        guard let bytes = Self.bytes(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// The bytes, 4 or 16 in network order, of an address in dotted decimal or as RFC 4291 writes it; `nil` for anything else, such
    /// as `127.1` or an IPv6 zone. A mapped address stays one of 16 bytes.
    public static func bytes(_ text: String) -> [UInt8]? {
        text.utf8.contains(0) ? nil : text.withCString { Self.bytes($0) }
    }

    /// The same for a C string.
    public static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8]? {
        var isKnown: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            let base = buffer.baseAddress
            isKnown = inet_pton(AF_INET, text, base)
            count = isKnown == 1 ? 4 : 0
            guard isKnown != 1 else { return }
            isKnown = inet_pton(AF_INET6, text, base)
            count = isKnown == 1 ? 16 : 0
        }
        return isKnown == 1 ? bytes : nil
    }

    /// The text of an address of 4 or 16 bytes, without brackets.
    public static func text(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// `::ffff:a.b.c.d` as its four bytes; anything else as it is.
    public static func unmapped(_ address: [UInt8]) -> [UInt8] {
        let isMapped = address.count == 16 && address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
        return isMapped ? Array(address[12...]) : address
    }
}

extension IPAddress: Redacted {}
