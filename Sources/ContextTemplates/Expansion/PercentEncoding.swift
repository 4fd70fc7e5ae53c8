internal import CallModel

extension [UInt8] {
    /// Appends `text` in UTF-8, each byte outside `allowed` as `%` and two upper-case hexadecimal digits.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - allowed: Bytes that stay as they are.
    ///   - keepsTriplets: Whether `%` before two hexadecimal digits stays too (RFC 6570, section 3.2.3).
    ///   - limit: At most so many code points of `text` are taken (section 2.4.1).
    mutating func append(encoding text: String, allowed: ByteSet, keepsTriplets: Bool = false, limit: Int? = nil) {
        if let limit {
            var cut = String.UnicodeScalarView()
            cut.append(contentsOf: text.unicodeScalars.prefix(limit))
            self.append(encoding: String(cut), allowed: allowed, keepsTriplets: keepsTriplets)
            return
        }
        var text = text
        text.withUTF8 { bytes in
            // Runs of what stays are appended at once; most values are one run.
            var start = 0
            for (index, byte) in bytes.enumerated() {
                if allowed.contains(byte) || (keepsTriplets && bytes.hasTriplet(at: index)) { continue }
                self.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                self.append(percentEncoding: byte)
                start = index + 1
            }
            self.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
    }

    /// Appends `%` and two upper-case hexadecimal digits.
    @inline(__always)
    mutating func append(percentEncoding byte: UInt8) {
        self.append(UInt8(ascii: "%"))
        self.append(Self.hexDigit(byte >> 4))
        self.append(Self.hexDigit(byte & 0xF))
    }

    @inline(__always)
    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &+ value &- 10
    }
}

extension Collection<UInt8> where Index == Int {
    /// Whether `%` and two hexadecimal digits begin at `index`.
    func hasTriplet(at index: Int) -> Bool {
        index + 2 < self.endIndex && self[index] == UInt8(ascii: "%") && ByteSet.hexDigits.contains(self[index + 1])
            && ByteSet.hexDigits.contains(self[index + 2])
    }
}

extension StringProtocol {
    /// The text without percent-encoding; `nil` where the bytes are no UTF-8. A `%` without two hexadecimal digits stays.
    var percentDecoded: String? {
        let bytes = Array(self.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return String(self) }
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes.hasTriplet(at: index), let high = bytes[index + 1].hexDigitValue, let low = bytes[index + 2].hexDigitValue {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
