internal import CallModel

extension [UInt8] {
    /// Appends `text` in UTF-8, each byte outside `allowed` as `%` and two upper-case hexadecimal digits.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - allowed: Bytes that stay as they are.
    ///   - keepsTriplets: Whether `%` before two hexadecimal digits stays too (RFC 6570, section 3.2.3).
    ///   - limit: At most so many code points of `text` are taken; where triplets stay, those that encode one count as one and
    ///     are never cut (section 2.4.1).
    mutating func append(encoding text: String, allowed: ByteSet, keepsTriplets: Bool = false, limit: Int? = nil) {
        if let limit {
            let cut = keepsTriplets ? text.prefixOfEncoded(limit) : String(text.unicodeScalars.prefix(limit))
            self.append(encoding: cut, allowed: allowed, keepsTriplets: keepsTriplets)
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

extension String {
    /// The first `limit` code points, written as they are or as triplets: `%C3%A9` is one, and so is a triplet that is no UTF-8.
    fileprivate func prefixOfEncoded(_ limit: Int) -> String {
        let bytes = Array(self.utf8)
        var end = 0
        for _ in 0..<limit where end < bytes.count {
            end += bytes.hasTriplet(at: end) ? bytes.tripletCount(at: end) * 3 : bytes[end].countOfUTF8
        }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}

extension [UInt8] {
    /// The number of triplets, from the one at `index` on, that encode one code point; 1 where they encode none.
    func tripletCount(at index: Int) -> Int {
        var encoded: [UInt8] = []
        for place in stride(from: index, to: index + 12, by: 3) {
            guard self.hasTriplet(at: place), let high = self[place + 1].hexDigitValue, let low = self[place + 2].hexDigitValue
            else { break }
            encoded.append(high << 4 | low)
            if let lead = encoded.first, encoded.count == lead.countOfUTF8 {
                return String(validating: encoded, as: UTF8.self) == nil ? 1 : encoded.count
            }
        }
        return 1
    }
}

extension UInt8 {
    /// The number of bytes of the code point that begins with this byte (RFC 3629, section 3); 1 for a byte that begins none.
    fileprivate var countOfUTF8: Int {
        switch self {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
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
