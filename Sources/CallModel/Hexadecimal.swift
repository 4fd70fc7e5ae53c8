extension UInt8 {
    /// The value of an ASCII hexadecimal digit of either case, 0 to 15; `nil` for any other byte.
    public var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46, 0x61...0x66: (self | 0x20) - 0x61 + 10
        default: nil
        }
    }
}

extension [UInt8] {
    /// The bytes that hexadecimal digits of either case write, two digits each; `nil` for any other text.
    package init?(hexadecimal digits: some Collection<UInt8>) {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var rest = digits[...]
        while let first = rest.popFirst(), let second = rest.popFirst() {
            guard let high = first.hexDigitValue, let low = second.hexDigitValue else { return nil }
            bytes.append(high << 4 | low)
        }
        self = bytes
    }
}

extension Sequence<UInt8> {
    /// The bytes in hexadecimal, two lower-case digits each.
    package var hexadecimal: String {
        self.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
