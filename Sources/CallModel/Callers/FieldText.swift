/// Text from a source, made fit to be kept: data, never instructions.
public enum FieldText {
    /// Longest text of one field, in characters; longer is cut.
    public static let limit = 1_024

    /// Scalars that are looked at: a megabyte of text costs no more than the part of it that is kept. Characters of more than
    /// sixteen scalars on average are cut earlier.
    private static let scalarLimit = 16 * limit

    /// Removes control characters and surrounding white space, and cuts at ``limit`` characters.
    ///
    /// - Returns: `nil` where nothing is left: an empty text and an absent one are the same thing.
    public static func clean(_ text: String) -> String? {
        if self.isClean(text) { return text }
        var kept = String.UnicodeScalarView()
        var room = self.scalarLimit
        for scalar in text.unicodeScalars where scalar.properties.generalCategory != .control {
            guard room > 0 else { break }
            // White space in front takes no room: it is not kept.
            if room < self.scalarLimit || !scalar.properties.isWhitespace { room -= 1 }
            kept.append(scalar)
        }
        let trimmed = self.trimmed(Substring(String(kept)))
        guard !trimmed.isEmpty else { return nil }
        return String(trimmed.prefix(self.limit))
    }

    /// The usual case: short, printable, trimmed; decided on bytes.
    private static func isClean(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { self.isClean($0) } ?? false
    }

    private static func isClean(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last, bytes.count <= self.limit else { return false }
        // A text that could begin or end with white space takes the long way; beyond ASCII that has two or three bytes.
        guard first > 0x20, last > 0x20, !self.mayBeginSpace(first), !bytes.suffix(3).contains(where: self.mayBeginSpace)
        else { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) { return false }
            previous = byte
        }
        return true
    }

    /// First bytes of U+0085, U+00A0, U+1680, U+2000–U+205F and U+3000 in UTF-8.
    private static func mayBeginSpace(_ byte: UInt8) -> Bool {
        byte == 0xC2 || (0xE1...0xE3).contains(byte)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.unicodeScalars.first, first.properties.isWhitespace { text.unicodeScalars.removeFirst() }
        while let last = text.unicodeScalars.last, last.properties.isWhitespace { text.unicodeScalars.removeLast() }
        return text
    }
}
