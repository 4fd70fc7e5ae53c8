import Glibc

/// IP addresses as bytes in network order: 4 for IPv4, 16 for IPv6.
enum IPAddressBytes {
    /// Reads dotted decimal or RFC 4291 text; `nil` for anything else, such as `127.1` or an IPv6 zone.
    static func bytes(_ text: String) -> [UInt8]? {
        text.withCString { Self.bytes($0) }
    }

    /// The same for a C string.
    static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8]? {
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

    /// The text of an address, without brackets.
    static func text(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }
}
