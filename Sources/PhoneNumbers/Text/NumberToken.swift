/// A piece of a text as the readers of numbers see it: a run of digits or letters, or one mark.
struct NumberToken: Equatable {
    /// The kinds of pieces.
    enum Kind {
        case digits, word, blank, plus, dash, wideDash, slash, dot, open, close, comma, semicolon, star, hash, ampersand, colon
        case other
    }

    /// What it is.
    let kind: Kind
    /// Its bytes in the text.
    let range: Range<Int>

    /// Cuts a text of ``PlainText`` into tokens; runs of blanks are one.
    static func tokens(of text: ArraySlice<UInt8>) -> [NumberToken] {
        var tokens: [NumberToken] = []
        tokens.reserveCapacity(24)
        var place = text.startIndex
        while place < text.endIndex {
            let kind = self.kind(of: text[place])
            var end = place + 1
            if kind == .digits || kind == .word || kind == .blank {
                while end < text.endIndex, self.kind(of: text[end]) == kind { end += 1 }
            }
            tokens.append(NumberToken(kind: kind, range: place..<end))
            place = end
        }
        return tokens
    }

    private static func kind(of byte: UInt8) -> Kind {
        switch byte {
        case 0x30...0x39: .digits
        case 0x20: .blank
        case UInt8(ascii: "+"): .plus
        case UInt8(ascii: "-"): .dash
        case PlainText.wideDash: .wideDash
        case UInt8(ascii: "/"): .slash
        case UInt8(ascii: "."): .dot
        case UInt8(ascii: "("), UInt8(ascii: "["): .open
        case UInt8(ascii: ")"), UInt8(ascii: "]"): .close
        case UInt8(ascii: ","): .comma
        case UInt8(ascii: ";"): .semicolon
        case UInt8(ascii: "*"): .star
        case UInt8(ascii: "#"): .hash
        case UInt8(ascii: "&"): .ampersand
        case UInt8(ascii: ":"): .colon
        case 0x41...0x5A, 0x61...0x7A, 0x80...: .word
        default: .other
        }
    }
}
