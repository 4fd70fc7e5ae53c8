/// The least of gzip (RFC 1952) and deflate (RFC 1951) that tests need to be the other side.
enum Gzip {
    /// `bytes` (up to 65,535) as one stored block.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let size = Self.littleEndian(UInt32(bytes.count)).prefix(2)
        let block = [0x01] + size + size.map { ~$0 } + bytes
        return Self.header + block + Self.littleEndian(Self.crc32(bytes)) + Self.littleEndian(UInt32(bytes.count))
    }

    /// A gzip file of `size` bytes that unpacks to about 158 times as many zeros; its end is missing.
    static func bomb(size: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.write([1, 1, 0])  // the last block, with the fixed codes
        bits.write([0, 0, 1, 1, 0, 0, 0, 0])  // the byte 0
        while bits.bytes.count < size {
            bits.write([1, 1, 0, 0, 0, 1, 0, 1])  // 258 more of …
            bits.write([0, 0, 0, 0, 0])  // … the byte before
        }
        return Self.header + bits.bytes
    }

    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

    private static func littleEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
    }

    private struct BitWriter {
        private(set) var bytes: [UInt8] = []
        private var used = 0

        mutating func write(_ bits: [UInt8]) {
            for bit in bits {
                if self.used == 0 { self.bytes.append(0) }
                self.bytes[self.bytes.count - 1] |= bit << self.used
                self.used = (self.used + 1) % 8
            }
        }
    }
}
