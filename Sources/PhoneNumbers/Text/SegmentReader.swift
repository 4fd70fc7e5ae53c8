import CallModel

/// Reads one value of a field, segment by segment.
struct SegmentReader {
    private let text: NumberText
    private let value: ArraySlice<UInt8>
    private let tokens: [NumberToken]
    private var segments: ArraySlice<NumberSegment>
    /// The writing of the number before, to which direct dials belong; `nil` where a remark or nothing stood before.
    private var base: [UInt8]?
    /// Whether anything was said of the value yet.
    private var hasEntry = false

    init(text: NumberText, value: ArraySlice<UInt8>) {
        self.text = text
        self.value = value
        self.tokens = NumberToken.tokens(of: value)
        self.segments = NumberSegments.segments(of: self.tokens, in: value)[...]
    }

    /// Whether a value is more than one segment.
    static func isSeveral(_ value: ArraySlice<UInt8>) -> Bool {
        NumberSegments.segments(of: NumberToken.tokens(of: value), in: value).count > 1
    }

    /// Calls `body` with each number of the value, and with what can't be read: one entry at least.
    mutating func read(_ body: (NumberInText) -> Void) {
        while let segment = self.segments.popFirst() {
            if self.isTones(segment) {
                self.skipTones()
            } else if let base, let dial = self.directDial(segment) {
                self.add(dial, behind: base, segment.mark, body)
            } else {
                let joined = self.joined(segment)
                self.read(joined, isAlone: joined.mark == .start && self.segments.isEmpty, body)
            }
        }
        if !self.hasEntry { body(.unreadable(.notANumber)) }
    }

    private mutating func emit(_ entry: NumberInText, _ body: (NumberInText) -> Void) {
        self.hasEntry = true
        body(entry)
    }

    // MARK: Tones

    /// Whether a segment is what a telephone sends after the call is answered, which is no number and no extension of this house.
    private func isTones(_ segment: NumberSegment) -> Bool {
        guard self.hasEntry else { return false }
        switch segment.mark {
        case .pause: return true
        case .comma(isTight: true):
            let tokens = self.tokens[segment.tokens]
            guard tokens.allSatisfy({ [.digits, .star, .hash].contains($0.kind) }) else { return false }
            return !self.text.isKnownNumber(self.bytes(segment.tokens))
        default: return false
        }
    }

    /// Tones go on behind further pauses.
    private mutating func skipTones() {
        self.base = nil
        while let next = self.segments.first {
            let tokens = self.tokens[next.tokens]
            guard tokens.allSatisfy({ [.digits, .star, .hash, .dash, .blank].contains($0.kind) }), self.isTones(next) else {
                return
            }
            self.segments.removeFirst()
        }
    }

    // MARK: Direct dials

    private func directDial(_ segment: NumberSegment) -> DirectDial? {
        var tokens = self.tokens[segment.tokens]
        // A label may stand before the dash: `Tel -98`.
        let label = tokens.prefix { [.word, .blank, .dot, .colon].contains($0.kind) }
        if tokens.dropFirst(label.count).first?.kind == .dash { tokens = tokens.dropFirst(label.count) }
        let hasDash = tokens.first?.kind == .dash
        if hasDash { tokens = tokens.dropFirst().drop { $0.kind == .blank } }
        guard tokens.count == 1, tokens.first!.kind == .digits, tokens.first!.range.count <= 4 else { return nil }
        return DirectDial(digits: Array(self.value[tokens.first!.range]), hasDash: hasDash)
    }

    private mutating func add(
        _ dial: DirectDial, behind base: [UInt8], _ mark: NumberSegment.Mark, _ body: (NumberInText) -> Void
    ) {
        let isRange = mark == .range || mark == .dash
        guard let writings = dial.writings(behind: base, isRange: isRange) else {
            self.base = nil
            return self.emit(.unreadable(isRange ? .range : .notANumber), body)
        }
        for writing in writings { self.emit(self.text.whole(self.text.reading(writing), of: []), body) }
        self.base = writings.last
    }

    // MARK: Slashes and dashes

    /// The segment with those behind it that a slash or a dash only seems to part from it: `030/23125123`, `030 - 23125123`.
    private mutating func joined(_ segment: NumberSegment) -> NumberSegment {
        var segment = segment
        while let next = self.segments.first, next.mark == .slash || next.mark == .dash, self.isOne(segment, next) {
            segment = NumberSegment(mark: segment.mark, tokens: segment.tokens.lowerBound..<next.tokens.upperBound)
            self.segments.removeFirst()
        }
        return segment
    }

    private func isOne(_ segment: NumberSegment, _ next: NumberSegment) -> Bool {
        let run = self.tokens[segment.tokens].reversed().prefix(while: NumberPhrase.isPlain).count
        let own = segment.tokens.suffix(run)
        guard self.tokens[own].contains(where: { $0.kind == .digits }), let first = self.tokens[next.tokens].first,
            NumberPhrase.isPlain(first), first.kind != .plus
        else { return false }
        let left = self.bytes(own)
        guard let number = self.number(left), number.count >= 6 else { return true }
        let plain = next.tokens.prefix { NumberPhrase.isPlain(self.tokens[$0]) }
        let whole = self.bytes(own.lowerBound..<plain.upperBound)
        if !self.text.isKnownNumber(left), self.text.isKnownNumber(whole) { return true }
        // Ten national digits are a whole number almost everywhere; fewer may lack their direct dial: `030 23125 - 30`.
        let isLong = number.count >= 10
        if let dial = self.directDial(next) {
            if next.mark == .dash || dial.hasDash, !isLong, !DirectDial.hasDirectDial(left) { return true }
            let writings = dial.writings(behind: left, isRange: next.mark == .dash, closeness: isLong ? 10 : 2)
            return writings == nil && !isLong
        }
        let right = self.bytes(plain)
        if isLong, right.count(where: ASCII.isDigit) <= 4 { return false }
        if right.first(where: ASCII.isDigit) == UInt8(ascii: "0") { return false }
        if self.number(whole) != nil { return true }
        return self.number(right) == nil
    }

    private func number(_ text: [UInt8]) -> DigitRun? {
        if case .full(_, let national, _) = self.text.reading(text) { national } else { nil }
    }

    // MARK: Numbers

    private mutating func read(_ segment: NumberSegment, isAlone: Bool, _ body: (NumberInText) -> Void) {
        let base = self.base
        self.base = nil
        let tokens = self.tokens[segment.tokens]
        let digits = self.digitCount(segment.tokens)
        guard digits > 0, !self.isParameter(segment) else { return }
        guard let phrase = NumberPhrase(tokens, in: self.value) else { return self.emit(.unreadable(.notANumber), body) }
        // A few digits behind a number are a time, a floor, a room; before any number they are reported.
        if self.hasEntry, digits <= 4, phrase.hasRemark { return self.base = base }
        if phrase.hasStar { return self.emit(.stem(phrase.text), body) }
        let isPlain = isAlone && !phrase.hasRemark
        let reading = self.text.reading(phrase.text)
        if case .full(let countryCode, let national, _) = reading, let key = reading.key,
            isPlain || self.isAccepted(phrase, countryCode, national)
        {
            self.emit(.number(key), body)
            if !phrase.hasRest { self.base = phrase.text }
            return self.readRest(of: phrase, in: segment, body)
        }
        if let key = VanityNumber(tokens, in: self.value).key(self.text) { return self.emit(.number(key), body) }
        self.search(segment, body)
    }

    /// Beside others, a national number needs its trunk prefix where its country writes one; beside remarks, only what the plan
    /// knows is taken, since digits of the remark may be among the number's.
    private func isAccepted(_ phrase: NumberPhrase, _ countryCode: Int, _ national: DigitRun) -> Bool {
        if phrase.hasPlus { return true }
        guard phrase.beginsWithZero else { return self.text.isKnownNumber(phrase.text) }
        return !phrase.hasRemark || LibPhoneNumber.isValid(countryCode: countryCode, national: national)
    }

    /// Another number may follow a remark, as in `030 23125123 privat 030 23125124`.
    private mutating func readRest(of phrase: NumberPhrase, in segment: NumberSegment, _ body: (NumberInText) -> Void) {
        let rest = phrase.end..<segment.tokens.upperBound
        if self.digitCount(rest) > 6, !NumberPhrase.isDate(self.tokens[rest], in: self.value) {
            self.search(NumberSegment(mark: .list, tokens: rest), body)
        }
    }

    /// Looks for numbers with libphonenumber's matcher, then, as it may take a room's digits for the number's, behind each blank.
    private mutating func search(_ segment: NumberSegment, _ body: (NumberInText) -> Void) {
        if let blank = self.border(in: segment.tokens) {
            self.read(NumberSegment(mark: .list, tokens: segment.tokens.lowerBound..<blank), isAlone: false, body)
            self.read(NumberSegment(mark: .list, tokens: (blank + 1)..<segment.tokens.upperBound), isAlone: false, body)
            return
        }
        var tokens = segment.tokens
        while !tokens.isEmpty {
            let text = self.bytes(tokens)
            let found = LibPhoneNumber.matches(in: text, region: self.text.region, leniency: .valid)
            if !found.isEmpty {
                var end = 0
                // What is passed over may be a room, but no number.
                var isWhole = self.digitCount(segment.tokens.lowerBound..<tokens.lowerBound) <= 4
                for match in found {
                    isWhole = isWhole && text[end..<match.range.lowerBound].count(where: ASCII.isDigit) <= 4
                    end = match.range.upperBound
                    let key = NumberReading.full(countryCode: match.countryCode, national: match.national, ext: nil).key
                    if let key { self.emit(.number(key), body) }
                }
                if !isWhole || text[end...].count(where: ASCII.isDigit) > 6 { self.emit(.unreadable(.notANumber), body) }
                return
            }
            guard let blank = tokens.dropFirst().first(where: { self.tokens[$0].kind == .blank }) else { break }
            tokens = (blank + 1)..<tokens.upperBound
        }
        self.emit(.unreadable(.notANumber), body)
    }

    /// The blank between two numbers that nothing else parts; the second begins with its prefix.
    private func border(in tokens: Range<Int>) -> Int? {
        guard self.tokens[tokens].allSatisfy(NumberPhrase.isPlain) else { return nil }
        return tokens.first { place in
            guard self.tokens[place].kind == .blank else { return false }
            let right = self.bytes((place + 1)..<tokens.upperBound)
            guard let first = right.first(where: { ASCII.isDigit($0) || $0 == UInt8(ascii: "+") }),
                first == UInt8(ascii: "0") || first == UInt8(ascii: "+"),
                let left = self.number(self.bytes(tokens.lowerBound..<place))
            else { return false }
            return left.count >= 6 && self.number(right) != nil
        }
    }

    private func digitCount(_ tokens: Range<Int>) -> Int {
        self.tokens[tokens].reduce(0) { $0 + ($1.kind == .digits ? $1.range.count : 0) }
    }

    /// Whether the segment is a parameter of a `tel:` URI, such as `ext=5` or `isub=12`.
    private func isParameter(_ segment: NumberSegment) -> Bool {
        guard case .comma = segment.mark, let word = self.tokens[segment.tokens].first, word.kind == .word else { return false }
        return self.value[word.range.upperBound...].first == UInt8(ascii: "=")
    }

    /// The tokens' bytes, wide dashes as plain ones.
    private func bytes(_ tokens: Range<Int>) -> [UInt8] {
        guard let first = tokens.first, let last = tokens.last else { return [] }
        return self.value[self.tokens[first].range.lowerBound..<self.tokens[last].range.upperBound].map {
            $0 == PlainText.wideDash ? UInt8(ascii: "-") : $0
        }
    }
}
