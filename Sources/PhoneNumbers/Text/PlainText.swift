/// A field's text in the few characters that numbers are written in: what people don't see is gone, and what they see as a
/// digit, a blank or a dash is one.
enum PlainText {
    /// Stands for a dash that may mean *to*: U+2013 to U+2015, and `~`, which East Asia writes for it.
    static let wideDash: UInt8 = 0x1E
    /// Ends a number that stands alone: a line break, `|`, `<br>`, or the ` ::: ` that Google writes between several.
    static let valueEnd: UInt8 = 0x0A

    /// The bytes of `text` (UTF-8) in plain characters. Letters of all scripts stay as they are.
    static func bytes(of text: UnsafeRawBufferPointer) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            let byte = text[place]
            if byte < 0x80 {
                place += self.append(byte, at: place, of: text, to: &plain)
                continue
            }
            var iterator = UTF8.ForwardParser()
            var rest = text[place...].makeIterator()
            switch iterator.parseScalar(from: &rest) {
            case .valid(let encoded):
                place += encoded.count
                self.append(UTF8.decode(encoded), to: &plain)
            case .error(let length):
                place += max(1, length)
                plain.append(UInt8(ascii: "?"))
            case .emptyInput: place = text.count
            }
        }
        return plain
    }

    /// Appends what a character of ASCII stands for; returns the number of bytes that it takes up.
    private static func append(_ byte: UInt8, at place: Int, of text: UnsafeRawBufferPointer, to plain: inout [UInt8]) -> Int {
        switch byte {
        case 0x0A, 0x0D, UInt8(ascii: "|"): plain.append(self.valueEnd)
        case 0x09: plain.append(0x20)
        case UInt8(ascii: "~"): plain.append(self.wideDash)
        case UInt8(ascii: ":") where text[place...].starts(with: ":::".utf8):
            plain.append(self.valueEnd)
            return 3
        case UInt8(ascii: "<") where text[place...].prefix(3).elementsEqual("<br".utf8, by: { $0 | 0x20 == $1 | 0x20 }):
            guard let end = text[place...].prefix(8).firstIndex(of: UInt8(ascii: ">")) else { break }
            plain.append(self.valueEnd)
            return end + 1 - place
        case 0..<0x20, 0x7F: break
        default: plain.append(byte)
        }
        return 1
    }

    private static func append(_ scalar: Unicode.Scalar, to plain: inout [UInt8]) {
        switch scalar.value {
        case 0x2013...0x2015, 0x301C, 0xFF5E: return plain.append(self.wideDash)
        case 0x2212: return plain.append(UInt8(ascii: "-"))
        case 0x2026: return plain.append(contentsOf: "...".utf8)
        case 0x2044, 0x2215: return plain.append(UInt8(ascii: "/"))
        case 0x85, 0x2028, 0x2029: return plain.append(self.valueEnd)
        case 0x80...0x9F, 0x034F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: return
        case 0xFF01...0xFF5D: return plain.append(UInt8(scalar.value - 0xFEE0))
        default: break
        }
        switch scalar.properties.generalCategory {
        case .format: break
        case .spaceSeparator: plain.append(0x20)
        case .dashPunctuation: plain.append(UInt8(ascii: "-"))
        case .decimalNumber: plain.append(UInt8(ascii: "0") + UInt8(scalar.properties.numericValue ?? 0))
        default: plain.append(contentsOf: UTF8.encode(scalar)!)
        }
    }
}
