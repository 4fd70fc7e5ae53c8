/// Strict UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Check {
    /// Where the first byte stands that can't be UTF-8, or `nil` where all are well.
    ///
    /// - Complexity: O(n); runs of ASCII are looked at 32 bytes at a time.
    static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let raw = UnsafeRawBufferPointer(bytes)
        var at = 0
        while at < bytes.count {
            if at + 32 <= bytes.count {
                let words = raw.loadUnaligned(fromByteOffset: at, as: SIMD4<UInt64>.self)
                if (words[0] | words[1] | words[2] | words[3]) & 0x8080_8080_8080_8080 == 0 {
                    at += 32
                    continue
                }
            }
            let end = min(at + 32, bytes.count)
            while at < end {
                if bytes[at] < 0x80 {
                    at += 1
                    continue
                }
                let length = Self.sequence(bytes, at)
                guard length > 0 else { return at }
                at += length
            }
        }
        return nil
    }

    static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { Self.firstFault(in: $0) == nil }
    }

    /// Length of the well-formed sequence of several bytes at `at`; 0 where it is none.
    private static func sequence(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        let first = bytes[at]
        let (length, low, high): (Int, UInt8, UInt8) =
            switch first {
            case 0xC2...0xDF: (2, 0x80, 0xBF)
            case 0xE0: (3, 0xA0, 0xBF)
            case 0xED: (3, 0x80, 0x9F)
            case 0xE1...0xEF: (3, 0x80, 0xBF)
            case 0xF0: (4, 0x90, 0xBF)
            case 0xF4: (4, 0x80, 0x8F)
            case 0xF1...0xF3: (4, 0x80, 0xBF)
            default: (0, 0, 0)
            }
        guard length > 0, at + length <= bytes.count, (low...high).contains(bytes[at + 1]) else { return 0 }
        for index in 2..<max(length, 2) where bytes[at + index] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
