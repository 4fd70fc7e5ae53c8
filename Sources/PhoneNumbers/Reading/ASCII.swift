import CallModel

/// Predicates and searches on bytes of ASCII; letters are alike in both cases.
enum ASCII {
    /// Whether the byte is a space, or a control character that is white space.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The text without the bytes at its ends for which `isOutside` holds.
    static func trimmed(_ text: ArraySlice<UInt8>, _ isOutside: (UInt8) -> Bool = Self.isSpace) -> ArraySlice<UInt8> {
        guard let first = text.firstIndex(where: { !isOutside($0) }), let last = text.lastIndex(where: { !isOutside($0) })
        else { return text.prefix(0) }
        return text[first...last]
    }

    /// Whether `text` is `word`, which is in lower case.
    static func equal(_ text: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        text.count == word.utf8CodeUnitCount && self.begins(text, with: word)
    }

    /// Whether `text` begins with `word`, which is in lower case.
    static func begins(_ text: ArraySlice<UInt8>, with word: StaticString) -> Bool {
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard text.count >= letters.count else { return false }
        return zip(text, letters).allSatisfy { byte, letter in (self.isLetter(byte) ? byte | 0x20 : byte) == letter }
    }

    /// The place of the first `word`, in lower case, in `text`; `nil` for none.
    static func place(of word: StaticString, in text: ArraySlice<UInt8>) -> Int? {
        text.indices.first { self.begins(text[$0...], with: word) }
    }

    /// Replaces `%2B` and the like; a percent sign without two hexadecimal digits stays.
    static func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var place = text.startIndex
        while place < text.endIndex {
            if text[place] == UInt8(ascii: "%"), place + 2 < text.endIndex, let high = text[place + 1].hexDigitValue,
                let low = text[place + 2].hexDigitValue
            {
                decoded.append(high << 4 | low)
                place += 3
            } else {
                decoded.append(text[place])
                place += 1
            }
        }
        return decoded
    }
}
