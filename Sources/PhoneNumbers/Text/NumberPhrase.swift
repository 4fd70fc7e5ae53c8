/// The run of digits and punctuation in a segment that is its number, told from the remarks before and behind it.
struct NumberPhrase {
    /// The number's writing, without an extension.
    let text: [UInt8]
    /// The place of the first token behind it and its extension.
    let end: Int
    /// Whether letters or other signs stand in the segment too.
    let hasRemark: Bool
    /// Whether anything stands behind it.
    let hasRest: Bool
    /// Whether `*` or `-xx` stands behind it, so that it is the stem of a block.
    let hasStar: Bool
    /// Whether it is written with `+`.
    let hasPlus: Bool

    /// - Parameter tokens: Those of one segment. `nil` where they are no number: a service code, such as `*31#…`.
    init?(_ tokens: ArraySlice<NumberToken>, in value: ArraySlice<UInt8>) {
        guard let digit = tokens.firstIndex(where: { $0.kind == .digits }) else { return nil }
        let before = tokens[..<digit]
        guard !before.contains(where: { $0.kind == .star || $0.kind == .hash }) else { return nil }
        let start = before.suffix(before.reversed().prefix { $0.kind != .word && Self.isPlain($0) }.count).firstIndex {
            $0.kind == .plus || $0.kind == .open
        }
        var run = (start ?? digit)..<(tokens[digit...].firstIndex { !Self.isPlain($0) || $0.kind == .plus } ?? tokens.endIndex)
        var end = run.upperBound
        if end < tokens.endIndex {
            if tokens[end].kind == .word {
                let word = value[tokens[end].range]
                if NumberWords.isExtension(word) {
                    end = Self.endOfExtension(tokens, from: end + 1)
                } else if NumberWords.isUnit(word) {
                    run = Self.withoutLastGroup(run, tokens)
                }
            } else if tokens[end].kind == .colon {
                run = Self.withoutLastGroup(run, tokens)
            }
        }
        let lastDigit = tokens[run].lastIndex { $0.kind == .digits } ?? digit
        let behind = tokens[run.upperBound...]
        self.hasStar = Self.beginsWithStar(behind, in: value) && !behind.contains { $0.kind == .digits }
        // What stands behind the last digit belongs to no number.
        run = run.lowerBound..<(lastDigit + 1)
        self.text = value[tokens[run.lowerBound].range.lowerBound..<tokens[lastDigit].range.upperBound].map {
            $0 == PlainText.wideDash ? UInt8(ascii: "-") : $0
        }
        self.end = end
        self.hasPlus = tokens[run].contains { $0.kind == .plus }
        self.hasRest = tokens[run.upperBound...].contains { $0.kind != .blank }
        self.hasRemark =
            tokens[..<run.lowerBound].contains { !Self.isPunctuation($0) }
            || tokens[run.upperBound...].contains { !Self.isPunctuation($0) }
    }

    /// Whether the first digit is a zero, as of a trunk prefix or an international one.
    var beginsWithZero: Bool { self.text.first(where: ASCII.isDigit) == UInt8(ascii: "0") }

    /// Whether a number may be written with the token.
    static func isPlain(_ token: NumberToken) -> Bool {
        switch token.kind {
        case .digits, .blank, .plus, .dash, .wideDash, .slash, .dot, .open, .close: true
        default: false
        }
    }

    private static func isPunctuation(_ token: NumberToken) -> Bool { self.isPlain(token) && token.kind != .digits }

    /// Whether `*`, or letters `x` in the place of digits (`-xx`), stand next.
    private static func beginsWithStar(_ tokens: ArraySlice<NumberToken>, in value: ArraySlice<UInt8>) -> Bool {
        guard let next = tokens.first(where: { $0.kind != .blank }) else { return false }
        let isMark = next.kind == .word && value[next.range].allSatisfy { $0 | 0x20 == UInt8(ascii: "x") }
        let before = value[..<next.range.lowerBound].last
        return next.kind == .star || (isMark && (before == UInt8(ascii: "-") || (next.range.count > 1 && before != 0x20)))
    }

    /// The place behind an extension's digits, or behind its word where there are none: `ext.`.
    private static func endOfExtension(_ tokens: ArraySlice<NumberToken>, from start: Int) -> Int {
        let digits = tokens[start...].drop { [.blank, .dot, .colon, .dash, .open].contains($0.kind) }
        guard let first = digits.first, first.kind == .digits, first.range.count <= 7 else { return start }
        return digits.startIndex + 1
    }

    /// The run without what stands behind its last blank: `18` of `030 23125123 18 Uhr`.
    private static func withoutLastGroup(_ run: Range<Int>, _ tokens: ArraySlice<NumberToken>) -> Range<Int> {
        let digits = tokens[run].dropLast(tokens[run].reversed().prefix { $0.kind != .digits }.count)
        guard let blank = digits.lastIndex(where: { $0.kind == .blank }),
            tokens[run.lowerBound..<blank].contains(where: { $0.kind == .digits })
        else { return run }
        return run.lowerBound..<blank
    }

    /// Whether the digits of these tokens are a date, day or year first.
    static func isDate(_ tokens: ArraySlice<NumberToken>, in value: ArraySlice<UInt8>) -> Bool {
        let groups = tokens.filter { $0.kind == .digits }.map(\.range.count)
        guard groups.count >= 3, let dot = tokens.first(where: { $0.kind == .digits })?.range.upperBound, dot < value.endIndex,
            [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/")].contains(value[dot])
        else { return false }
        let (day, month, year) = (groups[0], groups[1], groups[2])
        return month <= 2 && ((day <= 2 && (year == 2 || year == 4)) || (day == 4 && year <= 2))
    }
}
