internal import Foundation

/// Names of companies and towns as they are compared: plain letters, without case and marks.
enum PlainLetters {
    /// The words of `text`, each of letters and digits in lower case without marks (NFKD, full case folding). *And* between two words
    /// is none.
    static func words(in text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in self.decomposed(text).unicodeScalars {
            switch self.part(scalar) {
            case .letter: word += self.folded(scalar)
            case .nothing: break
            case .separator: self.end(&word, of: &words)
            }
        }
        self.end(&word, of: &words)
        let isInner = { 0 < $0 && $0 < words.count - 1 }
        return words.enumerated().filter { !isInner($0.offset) || !self.conjunctions.contains($0.element) }.map(\.element)
    }

    /// `text` with `ä ö ü ø å` written as two letters; `nil` where there is none of them.
    static func spelledOut(_ text: String) -> String? {
        if self.isASCII(text) { return nil }
        let composed = text.precomposedStringWithCanonicalMapping
        guard composed.unicodeScalars.contains(where: { self.spellings[$0] != nil }) else { return nil }
        return composed.unicodeScalars.reduce(into: "") { $0 += self.spellings[$1] ?? String($1) }
    }

    /// Whether both texts are the same but for case, marks, punctuation and blanks.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        one == other || self.words(in: one).joined() == self.words(in: other).joined()
    }

    private enum Part { case letter, nothing, separator }

    private static func part(_ scalar: Unicode.Scalar) -> Part {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": return .letter
            default: return scalar == "'" ? .nothing : .separator
            }
        }
        switch scalar.properties.generalCategory {
        // Marks that make another letter (kana, Indic vowels) have a lower class than accents, points and their like.
        case .nonspacingMark, .spacingMark: return scalar.properties.canonicalCombiningClass.rawValue < 10 ? .letter : .nothing
        case .format, .enclosingMark, .modifierSymbol: return .nothing
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber:
            return .letter
        default: return scalar == "’" || scalar == "‘" ? .nothing : .separator
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> String {
        if scalar.isASCII { return scalar.properties.lowercaseMapping }
        if let letter = self.letters[scalar] { return letter }
        // Lower, upper, lower: `ẞ` becomes `ß` becomes `SS` becomes `ss`.
        return scalar.properties.lowercaseMapping.uppercased().lowercased()
    }

    private static func end(_ word: inout String, of words: inout [String]) {
        guard !word.isEmpty else { return }
        words += self.withoutJoinedForm(word)
        word = ""
    }

    /// A word of a script without blanks, cut where a legal form begins or ends.
    private static func withoutJoinedForm(_ word: String) -> [String] {
        guard !self.isASCII(word) else { return [word] }
        for form in LegalForms.joined where word.count > form.count {
            if word.hasSuffix(form) { return [String(word.dropLast(form.count)), form] }
            if word.hasPrefix(form) { return [form, String(word.dropFirst(form.count))] }
        }
        return [word]
    }

    /// NFKD, but for signs of trade marks, which would become letters.
    static func decomposed(_ text: String) -> String {
        if self.isASCII(text) { return text }
        var kept = text.unicodeScalars
        kept.removeAll { $0 == "™" || $0 == "℠" }
        return String(kept).decomposedStringWithCompatibilityMapping
    }

    private static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    private static let conjunctions: Set<String> = ["und", "u", "and", "et", "y", "og", "och"]
    private static let spellings: [Unicode.Scalar: String] = [
        "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa",
    ]
    /// Letters that are no others with marks for Unicode, but are for their readers.
    private static let letters: [Unicode.Scalar: String] = [
        "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d",
        "Ð": "d",
        "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h", "ı": "i",
    ]
}
