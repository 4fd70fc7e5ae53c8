/// A check of bytes for well-formed UTF-8 (RFC 3629, 4).
package enum UTF8Validator {
    /// Returns the offset of the first sequence that is not UTF-8, `nil` if all is well.
    ///
    /// - Complexity: O(n); runs of ASCII are looked at 32 bytes at a time, since whole address books come here too.
    package static func firstFault(in start: UnsafePointer<UInt8>, count: Int) -> Int? {
        let raw = UnsafeRawPointer(start)
        var position = 0
        while position < count {
            if count - position >= 32 {
                let words = raw.loadUnaligned(fromByteOffset: position, as: SIMD4<UInt64>.self)
                if (words[0] | words[1] | words[2] | words[3]) & Self.highBits == 0 {
                    position += 32
                    continue
                }
            }
            let end = min(position + 32, count)
            while position < end {
                if count - position >= 8,
                    raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & Self.highBits == 0
                {
                    position += 8
                } else if start[position] < 0x80 {
                    position += 1
                } else {
                    let length = Self.length(of: start + position, left: count - position)
                    if length == 0 { return position }
                    position += length
                }
            }
        }
        return nil
    }

    /// As ``firstFault(in:count:)``, for bytes that may be none.
    package static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        bytes.baseAddress.flatMap { Self.firstFault(in: $0, count: bytes.count) }
    }

    /// Whether all of `bytes` is well-formed UTF-8 (RFC 3629); an empty array is.
    package static func isValid(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { Self.firstFault(in: $0) == nil }
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The length of the sequence of two and more bytes at `start`, 0 if it is none.
    private static func length(of start: UnsafePointer<UInt8>, left: Int) -> Int {
        let length: Int
        // Only the second byte is bounded more narrowly, after the leads that could begin an overlong form or a surrogate.
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch start[0] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard left >= length, second.contains(start[1]) else { return 0 }
        for offset in 2..<max(length, 2) where start[offset] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
