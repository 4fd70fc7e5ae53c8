/// A heading in the form in which headings are compared: lower-case letters without accents or punctuation, `#` for a number.
///
/// `Phone 1 - Value` becomes `phone#value` with number 1; `Straße geschäftlich` becomes `strassegeschaeftlich`.
struct HeadingKey: Hashable {
    let letters: String
    /// The first number in the heading; `nil` where there is none.
    let number: Int?

    /// Reduces a heading as it was written.
    init(_ heading: String) {
        var letters = ""
        var number: Int?
        for part in HeadingPart.parts(of: heading) {
            switch part {
            case .word(let word): letters += word
            case .number(let value):
                letters.append("#")
                number = number ?? value
            }
        }
        self.letters = letters
        self.number = number
    }

    private init(letters: String, number: Int?) {
        self.letters = letters
        self.number = number
    }

    /// The key without a number at its end: `businessphone#` is a further `businessphone`.
    var base: HeadingKey? {
        self.letters.last == "#" && self.letters.count > 1
            ? HeadingKey(letters: String(self.letters.dropLast()), number: self.number) : nil
    }
}

/// A word or a number of a heading.
enum HeadingPart: Hashable {
    /// Lower-case ASCII letters: `ä` is `ae`, `é` is `e`, whether the accent is part of the character or follows it.
    case word(String)
    /// Digits; those beyond the fourth don't count.
    case number(Int)

    /// The heading's parts in their order; all other characters only stand between them.
    static func parts(of heading: String) -> [HeadingPart] {
        var parts: [HeadingPart] = []
        var word = ""
        var number: Int?
        func endWord() {
            if !word.isEmpty { parts.append(.word(word)) }
            word = ""
        }
        func endNumber() {
            if let value = number { parts.append(.number(value)) }
            number = nil
        }
        for scalar in heading.lowercased().unicodeScalars {
            if ("0"..."9").contains(scalar) {
                endWord()
                let known = number ?? 0
                number = known < 1_000 ? known * 10 + Int(scalar.value - 0x30) : known
                continue
            }
            if let letters = Self.letters(of: scalar, behind: word) {
                endNumber()
                word += letters
            } else {
                endWord()
                endNumber()
            }
        }
        endWord()
        endNumber()
        return parts
    }

    /// The ASCII letters that a character stands for, empty for one that only belongs to the letter before it; `nil` for a
    /// character between words.
    private static func letters(of scalar: Unicode.Scalar, behind word: String) -> String? {
        switch scalar {
        case "a"..."z": String(scalar)
        case "ä", "æ": "ae"
        case "ö", "œ": "oe"
        case "ü": "ue"
        case "ß": "ss"
        case "à", "á", "â", "ã", "å": "a"
        case "ç": "c"
        case "è", "é", "ê", "ë": "e"
        case "ì", "í", "î", "ï": "i"
        case "ñ": "n"
        case "ò", "ó", "ô", "õ", "ø": "o"
        case "ù", "ú", "û": "u"
        case "ý", "ÿ": "y"
        // A diaeresis of its own, as macOS writes it.
        case "\u{308}": word.last.map { "aou".contains($0) } == true ? "e" : ""
        case "\u{300}"..."\u{36F}", "\u{AD}", "\u{200B}"..."\u{200F}", "\u{FEFF}", "ª", "º", "°": ""
        default: nil
        }
    }
}
