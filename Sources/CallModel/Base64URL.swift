/// Base64url (RFC 4648, section 5) without padding, by the letter: two texts never stand for the same bytes.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The value of each byte of a text, 0–63; 255 for one that can't stand there.
    private static let meanings: [UInt8] = {
        var meanings = [UInt8](repeating: 255, count: 256)
        for (value, byte) in Self.alphabet.enumerated() { meanings[Int(byte)] = UInt8(value) }
        return meanings
    }()

    /// The text of `bytes`; 32 bytes give 43 characters.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var bits = 0
        var value = 0
        for byte in bytes {
            value = (value << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(Self.alphabet[value >> bits & 63])
            }
        }
        if bits > 0 { text.append(Self.alphabet[value << (6 - bits) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of `text`.
    ///
    /// - Returns: `nil` for padding, other characters, a length that no bytes give, and bits behind the last byte that are not 0.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var bits = 0
        var value = 0
        for character in text {
            let meaning = Self.meanings[Int(character)]
            guard meaning < 64 else { return nil }
            value = (value << 6 | Int(meaning)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(value >> bits & 0xFF))
            }
        }
        return value & ((1 << bits) - 1) == 0 ? bytes : nil
    }
}
