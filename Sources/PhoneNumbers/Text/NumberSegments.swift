/// A text between two separators: a number with its remarks, the end of a range, tones, or a remark alone.
struct NumberSegment: Equatable {
    /// What stands before the segment.
    enum Mark: Equatable {
        /// Nothing: it is the first.
        case start
        /// A slash, or a blank before a dash, which may as well stand behind an area code.
        case slash
        /// A comma or semicolon. Tight: with no blank behind it, as phones write a pause.
        case comma(isTight: Bool)
        /// Two commas or semicolons, or the letters `p` and `w`: tones follow.
        case pause
        /// `und`, `oder`, `&` and the like, or the bracket of a remark.
        case list
        /// `bis`, two or three dots.
        case range
        /// A wide dash, or one between blanks: a range, or punctuation of the number.
        case dash
    }

    /// What stands before it.
    let mark: Mark
    /// Places of its tokens, without blanks at its ends.
    let tokens: Range<Int>
}

/// Cuts the tokens of a value into segments.
struct NumberSegments {
    private let text: ArraySlice<UInt8>
    private let tokens: [NumberToken]
    private var found: [NumberSegment] = []
    private var mark = NumberSegment.Mark.start
    private var start = 0
    /// Whether a bracket that parts a segment is open.
    private var isInBracket = false

    /// The segments of a value, in its order. Those without any token are left out.
    static func segments(of tokens: [NumberToken], in text: ArraySlice<UInt8>) -> [NumberSegment] {
        var cutter = NumberSegments(text: text, tokens: tokens)
        var place = 0
        while place < tokens.count {
            if let (mark, end) = cutter.separator(at: place) {
                cutter.cut(before: place, mark, next: end)
                if tokens[place].kind == .open || tokens[place].kind == .close {
                    cutter.isInBracket = tokens[place].kind == .open
                }
                place = end
            } else {
                place += 1
            }
        }
        cutter.cut(before: tokens.count, .list, next: tokens.count)
        return cutter.found
    }

    private init(text: ArraySlice<UInt8>, tokens: [NumberToken]) {
        self.text = text
        self.tokens = tokens
    }

    private mutating func cut(before end: Int, _ next: NumberSegment.Mark, next start: Int) {
        var range = self.start..<end
        while let first = range.first, self.tokens[first].kind == .blank { range = range.dropFirst() }
        while let last = range.last, self.tokens[last].kind == .blank { range = range.dropLast() }
        if !range.isEmpty { self.found.append(NumberSegment(mark: self.mark, tokens: range)) }
        // Of several separators in a row the last counts, but for a pause: `,, 1` is one with a blank behind it.
        if self.found.isEmpty { self.mark = .start } else if !range.isEmpty || self.mark != .pause { self.mark = next }
        self.start = start
    }

    /// The separator that begins at a token, and the place behind it.
    private func separator(at place: Int) -> (NumberSegment.Mark, end: Int)? {
        switch self.tokens[place].kind {
        case .slash: (.slash, place + 1)
        case .ampersand: (.list, place + 1)
        case .comma, .semicolon: self.comma(at: place)
        case .wideDash: (.dash, place + 1)
        case .dash where self.isBlank(place - 1) && self.isBlank(place + 1): (.dash, place + 1)
        case .dot where self.kind(place + 1) == .dot: (.range, place + (self.kind(place + 2) == .dot ? 3 : 2))
        // `030 23125-127 -128`: the dash is the direct dial's, or punctuation of the number.
        case .blank where self.kind(place - 1) == .digits && self.kind(place + 1) == .dash && self.kind(place + 2) == .digits:
            (.slash, place + 1)
        case .open where self.partsSegment(place), .close where self.isInBracket: (.list, place + 1)
        case .word: self.word(at: place)
        default: nil
        }
    }

    private func comma(at place: Int) -> (NumberSegment.Mark, end: Int) {
        var end = place + 1
        while self.kind(end) == .comma || self.kind(end) == .semicolon { end += 1 }
        if end > place + 1 { return (.pause, end) }
        return (.comma(isTight: !self.isBlank(end)), end)
    }

    private func word(at place: Int) -> (NumberSegment.Mark, end: Int)? {
        let word = self.text[self.tokens[place].range]
        if NumberWords.isPause(word), self.isTones(behind: place), self.digitsBefore(place) { return (.pause, place + 1) }
        guard self.isBlank(place - 1), self.isBlank(place + 1) || self.kind(place + 1) == .dot else { return nil }
        let end = self.kind(place + 1) == .dot ? place + 2 : place + 1
        if NumberWords.isList(word) { return (.list, end) }
        return NumberWords.isRange(word) ? (.range, end) : nil
    }

    private func digitsBefore(_ place: Int) -> Bool {
        self.kind(place - 1) == .digits || (self.isBlank(place - 1) && self.kind(place - 2) == .digits)
    }

    private func isTones(behind place: Int) -> Bool {
        switch self.kind(self.isBlank(place + 1) ? place + 2 : place + 1) {
        case .digits, .star, .hash, .comma: true
        default: false
        }
    }

    /// Whether a bracket holds a remark, which has a letter, or stands behind a number; others are around an area code or a `0`.
    private func partsSegment(_ place: Int) -> Bool {
        let isRemark = self.tokens[(place + 1)...].prefix { $0.kind != .close }.contains { $0.kind == .word }
        return isRemark || self.tokens[self.start..<place].reduce(0) { $0 + ($1.kind == .digits ? $1.range.count : 0) } > 6
    }

    private func isBlank(_ place: Int) -> Bool { self.kind(place) == .blank }

    private func kind(_ place: Int) -> NumberToken.Kind? { self.tokens.indices.contains(place) ? self.tokens[place].kind : nil }
}
