/// Looks for caller data in a tag.
enum TagScan {
    /// Fewest digits of a telephone number in any plan (Niue, Saint Helena).
    static let leastDigits = 4

    /// Whether text stands on both sides of an `@`.
    ///
    /// - Parameter text: Without compatibility forms.
    static func holdsAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isFilled = parts.map { $0.contains { !$0.isWhitespace } }
        return zip(isFilled, isFilled.dropFirst()).contains { $0 && $1 }
    }

    /// What is searched for telephone numbers: all of the text, and what follows each of its blanks, since `Raum 12 030 …` holds a
    /// number only where `12` is left out. Dates and times are taken out before.
    ///
    /// - Parameter text: Without compatibility forms.
    /// - Returns: At most 33 texts for a tag; none where there are too few digits for any number.
    static func pieces(of text: String) -> [String] {
        let visible = text.unicodeScalars.compactMap(self.visible)
        let kept = TagDates.removed(from: visible)
        guard self.hasDigits(kept[...]) else { return [] }
        let blanks = kept.indices.filter { kept[$0].properties.isWhitespace }
        let tails = blanks.map { kept[($0 + 1)...] }.filter { $0.first.map(self.beginsNumber) ?? false && self.hasDigits($0) }
        return ([kept[...]] + tails).map { piece in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: piece)
            return String(view)
        }
    }

    /// A scalar as readers see it: decimal digits of any script as ASCII ones; `nil` for what only joins, marks or hides.
    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.properties.generalCategory {
        case .format, .nonspacingMark, .enclosingMark: nil
        case .decimalNumber: scalar.properties.numericValue.map { Unicode.Scalar(0x30 + UInt8($0)) }
        default: scalar
        }
    }

    private static func hasDigits(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        text.count { ("0"..."9").contains($0) } >= self.leastDigits
    }

    /// A word in front hides no number: it is searched with the blank behind it.
    private static func beginsNumber(_ scalar: Unicode.Scalar) -> Bool { !scalar.properties.isAlphabetic }
}

/// Takes dates and times out of a tag, of which some are valid numbers of some region.
enum TagDates {
    /// The text with `|` in place of each date and time.
    ///
    /// What goes on with the same separator and a digit, before or behind, is no date: `06.12.10.26.33` is a number.
    static func removed(from text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var index = 0
        while index < text.count {
            if let end = self.endOfDate(in: text, at: index) {
                kept += [" ", "|", " "]
                index = end
            } else {
                kept.append(text[index])
                index += 1
            }
        }
        return kept
    }

    /// Separators of days, months and years; after a dot there may be a blank.
    private static let separators: [[Unicode.Scalar]] = [[".", " "], ["."], ["/"], ["-"], ["\u{2010}"], ["\u{2013}"], [":"]]

    private static func endOfDate(in text: [Unicode.Scalar], at start: Int) -> Int? {
        guard self.digit(text, start) != nil, self.digit(text, start - 1) == nil, start == 0 || text[start - 1] != "+" else {
            return nil
        }
        for separator in self.separators {
            let (groups, end) = self.groups(in: text, at: start, separator)
            let isMeant = separator == [":"] ? self.isTime(groups) : self.isDate(groups)
            guard isMeant, !self.has(separator, in: text, at: end) || self.digit(text, end + separator.count) == nil else {
                continue
            }
            let before = start - separator.count
            if self.has(separator, in: text, at: before), self.digit(text, before - 1) != nil { continue }
            return end
        }
        return nil
    }

    /// Up to three groups of digits with the same separator between them.
    private static func groups(
        in text: [Unicode.Scalar], at start: Int, _ separator: [Unicode.Scalar]
    ) -> (groups: [(value: Int, length: Int)], end: Int) {
        var groups: [(value: Int, length: Int)] = []
        var (index, end) = (start, start)
        while groups.count < 3 {
            var (value, length) = (0, 0)
            while let digit = self.digit(text, index), length < 5 {
                (value, length, index) = (value * 10 + digit, length + 1, index + 1)
            }
            guard length > 0 else { break }
            groups.append((value, length))
            end = index
            guard self.has(separator, in: text, at: index) else { break }
            index += separator.count
        }
        return (groups, end)
    }

    /// Day, month and year, in the order of ISO 8601, of most countries or of the United States.
    private static func isDate(_ groups: [(value: Int, length: Int)]) -> Bool {
        guard groups.count == 3, groups.allSatisfy({ $0.length <= 2 || $0.length == 4 }) else { return false }
        func isYear(_ group: (value: Int, length: Int)) -> Bool {
            group.length == 2 || group.length == 4 && (1900...2099).contains(group.value)
        }
        func isDay(_ day: (value: Int, length: Int), _ month: (value: Int, length: Int)) -> Bool {
            day.length <= 2 && month.length <= 2 && (1...31).contains(day.value) && (1...12).contains(month.value)
        }
        let (first, second, third) = (groups[0], groups[1], groups[2])
        if first.length == 4 { return isYear(first) && isDay(third, second) }
        return isYear(third) && (isDay(first, second) || isDay(second, first))
    }

    /// Hours and minutes, perhaps seconds.
    private static func isTime(_ groups: [(value: Int, length: Int)]) -> Bool {
        guard groups.count >= 2, groups[0].length <= 2, groups[0].value <= 24 else { return false }
        return groups.dropFirst().allSatisfy { $0.length == 2 && $0.value <= 59 }
    }

    private static func has(_ separator: [Unicode.Scalar], in text: [Unicode.Scalar], at index: Int) -> Bool {
        index >= 0 && index + separator.count <= text.count && text[index..<index + separator.count].elementsEqual(separator)
    }

    private static func digit(_ text: [Unicode.Scalar], _ index: Int) -> Int? {
        guard text.indices.contains(index), ("0"..."9").contains(text[index]) else { return nil }
        return Int(text[index].value - 0x30)
    }
}
