import CallModel

/// Finds placeholders of other products in a template, also where it is broken by them.
///
/// What may as well be meant as it stands is left alone: ports, parameters of matrix URIs, `filter[phone]=`, `$filter=`, encoded text.
struct PlaceholderFinder {
    /// The template, each encoded ASCII character but `%25` as itself.
    private let view: [Byte]
    private let isVariable: (String) -> Bool

    /// A byte of the view.
    private struct Byte {
        let value: UInt8
        /// Where it stands in the template.
        let at: Int
        /// Whether it stands there as a triplet.
        let isEncoded: Bool
    }

    /// The placeholders of other products from `start` on, in their order.
    ///
    /// - Parameters:
    ///   - template: The template in UTF-8.
    ///   - start: Where its host ends; in hosts nothing is looked for.
    ///   - isVariable: Whether a name is one of ours, so that `#{Customer.Id}` may begin a fragment.
    static func find(in template: [UInt8], from start: Int, isVariable: (String) -> Bool) -> [ForeignPlaceholder] {
        withoutActuallyEscaping(isVariable) { Self(template, from: start, isVariable: $0).all() }
    }

    private init(_ template: [UInt8], from start: Int, isVariable: @escaping (String) -> Bool) {
        var view: [Byte] = []
        var index = start
        while index < template.count {
            guard template.hasTriplet(at: index), let high = template[index + 1].hexDigitValue,
                let low = template[index + 2].hexDigitValue
            else {
                view.append(Byte(value: template[index], at: index, isEncoded: false))
                index += 1
                continue
            }
            let (value, count) = (high << 4 | low, template.tripletCount(at: index))
            if value < 0x80, value != UInt8(ascii: "%") {
                view.append(Byte(value: value, at: index, isEncoded: true))
            } else {
                // A `%` that begins no character, as in `%CallerNumber`, may begin a name.
                let isText = count > 1 || value < 0x80
                view += (index..<index + count * 3).map { Byte(value: template[$0], at: $0, isEncoded: isText) }
            }
            index += count * 3
        }
        (self.view, self.isVariable) = (view, isVariable)
    }

    private func all() -> [ForeignPlaceholder] {
        var found: [ForeignPlaceholder] = []
        var index = 0
        while index < self.view.count {
            let place = self.place(at: index)
            if place.isForeign { found.append(ForeignPlaceholder(at: self.view[index].at, name: place.name)) }
            index = place.end
        }
        return found
    }

    /// What stands at `index`: a placeholder of another product, or an expression or a character, which is passed over.
    private func place(at index: Int) -> (isForeign: Bool, name: String, end: Int) {
        if let brace = self.brace(at: index) { return brace }
        for shape in PlaceholderShape.all where self.has(shape.open, at: index) {
            if let (name, end) = self.match(shape, at: index) { return (true, name, end) }
        }
        if let end = self.endOfExpression(at: index) { return (false, "", end) }
        if let letter = self.printfLetter(at: index) { return (true, letter, index + 2) }
        return (false, "", index + 1)
    }

    /// `#{…}`, `@{…}` and an encoded `{…}`; of ours only where they can't be meant.
    private func brace(at index: Int) -> (isForeign: Bool, name: String, end: Int)? {
        let isEncoded = self.isRaw(index, UInt8(ascii: "{"), encoded: true)
        let isPrefixed =
            (self.isRaw(index, UInt8(ascii: "#")) || self.isRaw(index, UInt8(ascii: "@")))
            && self.isRaw(index + 1, UInt8(ascii: "{"))
        guard isEncoded || isPrefixed, !self.isRaw(index + 1, UInt8(ascii: "{"), encoded: true) else { return nil }
        let start = index + (isEncoded ? 1 : 2)
        guard let end = self.end(of: Array("}".utf8), from: start) else { return nil }
        let name = self.text(start..<end)
        let isOurs = self.isVariable(name)
        if isEncoded {
            return self.isName(start..<end) && (isOurs || PlaceholderWords(name).isKnown) ? (true, name, end + 1) : nil
        }
        let isFragment =
            self.view[index].value == UInt8(ascii: "#") && self.view[..<index].contains { $0.value == UInt8(ascii: "#") }
        let isValue = self.before(index).map { ByteSet("=&:,").contains($0) } ?? true
        let isInterpolation = self.view[index].value == UInt8(ascii: "#") && (isValue || isFragment)
        return isOurs && !isInterpolation ? (false, "", end + 1) : (true, name, end + 1)
    }

    private func match(_ shape: PlaceholderShape, at index: Int) -> (name: String, end: Int)? {
        let start = index + shape.open.count
        guard let end = shape.close.isEmpty ? self.endOfName(from: start) : self.end(of: shape.close, from: start), end > start
        else { return nil }
        let (name, next) = (self.text(start..<end), end + shape.close.count)
        if case .none = shape.doubt, !self.view[index].isEncoded { return (name, next) }
        guard self.isName(start..<end), shape.close.isEmpty || self.isSingle(shape, name) else { return nil }
        let words = PlaceholderWords(name)
        guard words.isKnown || (self.view[index].isEncoded && self.isVariable(name)),
            self.allows(shape.doubt, words, index..<next)
        else { return nil }
        return (name, next)
    }

    /// Elements of XML are closed again: `<phone>…</phone>`.
    private func isSingle(_ shape: PlaceholderShape, _ name: String) -> Bool {
        shape.open != Array("<".utf8) || !self.text(0..<self.view.count).contains("</\(name)")
    }

    private func allows(_ doubt: PlaceholderShape.Doubt, _ words: PlaceholderWords, _ range: Range<Int>) -> Bool {
        let (before, after) = (
            self.before(range.lowerBound), range.upperBound < self.view.count ? self.view[range.upperBound].value : nil
        )
        // A key of a pair is the other system's word.
        if after == UInt8(ascii: "=") || before.map(ByteSet.variableCharacters.contains) ?? false { return false }
        switch doubt {
        case .none, .anyName: return true
        case .brackets:
            guard !(after.map(ByteSet.variableCharacters.union(ByteSet("[")).contains) ?? false),
                !(before.map(ByteSet("])}.").contains) ?? false)
            else { return false }
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self.view[range.lowerBound + 1].value)
            let isWhole = (before.map(ByteSet("=/:").contains) ?? true) && (after.map(ByteSet("&/?#;").contains) ?? true)
            // Encoded by hand it is meant as it stands.
            return isCapital
                || isWhole && !self.view[range.lowerBound].isEncoded && (words.isNumber || before == UInt8(ascii: "/"))
        case .withinValue: return before.map(ByteSet("=/,:+ -(&").contains) ?? true
        case .wholeValue: return before == UInt8(ascii: "=")
        }
    }
}

// MARK: - Reading the view

extension PlaceholderFinder {
    private func isRaw(_ index: Int, _ value: UInt8, encoded: Bool = false) -> Bool {
        index < self.view.count && self.view[index].value == value && self.view[index].isEncoded == encoded
    }

    /// Whether `bytes` begin at `index`; encoded ones only where all are, and only brackets, which browsers encode by themselves.
    private func has(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index + bytes.count <= self.view.count else { return false }
        let isEncoded = self.view[index].isEncoded
        if isEncoded, !ByteSet("[{<$").contains(bytes[0]) || bytes.count == 1 && bytes[0] == UInt8(ascii: "$") { return false }
        return zip(bytes, self.view[index...]).allSatisfy { $0 == $1.value && $1.isEncoded == isEncoded }
    }

    private func before(_ index: Int) -> UInt8? { index > 0 ? self.view[index - 1].value : nil }

    /// Where `close` begins, at most 80 bytes from `start` on and within the same pair.
    private func end(of close: [UInt8], from start: Int) -> Int? {
        var index = start
        while index < min(start + 80, self.view.count), !self.isRaw(index, UInt8(ascii: "&")) {
            let isWhole = index + close.count <= self.view.count
            if isWhole, zip(close, self.view[index...]).allSatisfy({ $0 == $1.value }) { return index }
            index += 1
        }
        return nil
    }

    private func endOfName(from start: Int) -> Int? {
        let name = self.view[start...].prefix {
            ByteSet.variableCharacters.union(ByteSet("-")).contains($0.value) && !$0.isEncoded
        }
        return name.isEmpty ? nil : name.endIndex
    }

    /// A letter, then letters, digits, `_ - .` and blanks.
    private func isName(_ range: Range<Int>) -> Bool {
        ByteSet.letters.contains(self.view[range.lowerBound].value)
            && self.view[range].allSatisfy { ByteSet.variableCharacters.union(ByteSet("-. ")).contains($0.value) }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: self.view[range].map(\.value), as: UTF8.self).trimmingPrefix(while: { " =$!".contains($0) }).description
    }

    /// The end of `{…}` or `$(…)`, whose names are looked at elsewhere.
    private func endOfExpression(at index: Int) -> Int? {
        if self.isRaw(index, UInt8(ascii: "{")) { return self.end(of: Array("}".utf8), from: index).map { $0 + 1 } }
        guard self.isRaw(index, UInt8(ascii: "$")), self.isRaw(index + 1, UInt8(ascii: "(")) else { return nil }
        return self.end(of: Array(")".utf8), from: index).map { $0 + 1 }
    }

    /// `%s` or `%1` as a whole value.
    private func printfLetter(at index: Int) -> String? {
        guard self.isRaw(index, UInt8(ascii: "%")), index + 1 < self.view.count,
            self.before(index).map(ByteSet("=/,:").contains) ?? true,
            index + 2 == self.view.count || ByteSet("&/?#;,").contains(self.view[index + 2].value)
        else { return nil }
        let letter = self.text(index + 1..<index + 2)
        return ForeignPlaceholder.isPosition(letter) ? letter : nil
    }
}
