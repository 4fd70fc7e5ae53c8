extension StringProtocol {
    /// Whether both are the same but for the case of ASCII letters. Allocates nothing.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        self.utf8.count == other.utf8.count && self.utf8.elementsEqual(other.utf8) { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    /// What stands behind `prefix`, which is compared without regard to ASCII case; `nil` where nothing does.
    func afterIgnoringCase(_ prefix: String) -> String? {
        let count = prefix.utf8.count
        guard self.utf8.count > count,
            self.utf8.prefix(count).elementsEqual(prefix.utf8, by: { $0.lowercasedASCII == $1.lowercasedASCII })
        else { return nil }
        return String(decoding: self.utf8.dropFirst(count), as: UTF8.self)
    }

    /// The text without percent-encoding; `nil` where the bytes are no UTF-8.
    var percentDecoded: String? {
        let bytes = Array(self.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return String(self) }
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes.hasTriplet(at: index),
                let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}

extension UInt8 {
    @inline(__always)
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
