internal import CallModel

/// Makes UTF-8 of other encodings.
enum Transcoder {
    /// The text of UTF-16.
    ///
    /// - Throws: ``AddressBookError/badEncoding(line:)`` for half a character or half a surrogate pair.
    static func fromUTF16(_ bytes: UnsafeBufferPointer<UInt8>, bigEndian: Bool) throws(AddressBookError) -> MappedBytes {
        let units = bytes.count / 2
        func unit(_ index: Int) -> UInt32 {
            let (a, b) = (UInt32(bytes[index * 2]), UInt32(bytes[index * 2 + 1]))
            return bigEndian ? a << 8 | b : b << 8 | a
        }
        var line = 1
        func each(_ body: (UInt32) -> Void) -> Bool {
            var at = units > 0 && unit(0) == 0xFEFF ? 1 : 0
            while at < units {
                let first = unit(at)
                at += 1
                if first == 0x0A { line += 1 }
                guard first & 0xF800 == 0xD800 else {
                    body(first)
                    continue
                }
                guard first < 0xDC00, at < units, unit(at) & 0xFC00 == 0xDC00 else { return false }
                body(0x10000 + (first - 0xD800) << 10 + (unit(at) - 0xDC00))
                at += 1
            }
            return true
        }
        var size = 0
        guard each({ size += Self.width($0) }), bytes.count % 2 == 0 else { throw .badEncoding(line: line) }
        guard size <= BookFile.textLimit else { throw .tooLarge }
        guard let result = MappedBytes(count: size) else { throw .outOfMemory }
        var writer = Writer(result)
        _ = each { writer.append($0) }
        return result
    }

    /// The text of Windows-1252 or ISO 8859-1, in which every byte is a character.
    static func fromSingleBytes(_ bytes: UnsafeBufferPointer<UInt8>, encoding: BookEncoding) throws(AddressBookError)
        -> MappedBytes
    {
        let size = bytes.reduce(0) { $0 + Self.width(Self.scalar($1, encoding)) }
        guard size <= BookFile.textLimit else { throw .tooLarge }
        guard let result = MappedBytes(count: size) else { throw .outOfMemory }
        var writer = Writer(result)
        for byte in bytes { writer.append(Self.scalar(byte, encoding)) }
        return result
    }

    /// The character that one byte is.
    static func scalar(_ byte: UInt8, _ encoding: BookEncoding) -> UInt32 {
        encoding == .windows1252 && (0x80..<0xA0).contains(byte)
            ? UInt32(Self.windows1252High[Int(byte) - 0x80]) : UInt32(byte)
    }

    /// The characters of bytes 0x80–0x9F in Windows-1252; the five unassigned ones stay control characters, as in browsers.
    private static let windows1252High: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E,
        0x0178,
    ]

    /// Bytes of a character in UTF-8.
    private static func width(_ scalar: UInt32) -> Int {
        scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }

    /// Writes characters one behind the other; the target must have room for them.
    private struct Writer {
        let target: UnsafeMutablePointer<UInt8>
        var at = 0

        init(_ bytes: MappedBytes) {
            self.target = bytes.memory.baseAddress!.assumingMemoryBound(to: UInt8.self)
        }

        mutating func append(_ scalar: UInt32) {
            let width = Transcoder.width(scalar)
            if width == 1 {
                self.target[self.at] = UInt8(scalar)
            } else {
                for place in 1..<width {
                    self.target[self.at + place] = 0x80 | UInt8(scalar >> UInt32(6 * (width - 1 - place)) & 0x3F)
                }
                let lead: UInt8 = width == 2 ? 0xC0 : width == 3 ? 0xE0 : 0xF0
                self.target[self.at] = lead | UInt8(scalar >> UInt32(6 * (width - 1)))
            }
            self.at += width
        }
    }
}
