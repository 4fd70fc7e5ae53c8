package import CallModel
package import YAMLReader

/// A writing of an operator's own, such as `0## / #######`: how numbers stand in a CRM that compares whole texts.
///
/// From its end, as many digits as the national number has stand for it: `#` for any digit, a digit for itself. Before them stands
/// nothing, what is dialled first at home (`0`), or the country's code with what may go before and behind it: `+49`, `0049`, `+49 (0)`.
/// A number that does not fit has no such writing.
package struct NumberWriting: Hashable, Sendable {
    /// The pattern as it was written.
    package let pattern: String
    /// Whether a `+` begins it, so that a country's code follows.
    private let hasPlus: Bool
    private let parts: [Part]

    /// A character of the pattern.
    private enum Part: Hashable, Sendable {
        /// `#` or a digit, which stands for a digit of the number.
        case place(UInt8)
        /// All else, and the `0` in brackets behind a country's code.
        case mark(Character)
    }

    /// The maximum count of a connector's writings.
    package static let most = 20
    /// The rule for patterns, for messages.
    package static let rule =
        "must be a writing of numbers: 3 to 15 times # for the digits, other digits for themselves, and + ( ) / - . and blanks, "
        + "such as \"0## / #######\""

    private static let zeroInBrackets = "(0)"
    private static let marks: Set<Character> = [" ", "\u{A0}", "(", ")", "/", "-", "\u{2013}", "."]

    /// Returns `nil` where `pattern` breaks ``rule``.
    package init?(_ pattern: String) {
        let hasPlus = pattern.hasPrefix("+")
        let body = hasPlus ? pattern.dropFirst() : pattern[...]
        let isFilled = !pattern.isEmpty && pattern.first != " " && pattern.last != " " && pattern.utf8.count <= 64
        guard isFilled, (3...15).contains(body.count { $0 == "#" }),
            body.allSatisfy({ Self.isPlace($0) || Self.marks.contains($0) }), !hasPlus || body.first.map(Self.isDigit) ?? false
        else { return nil }
        self.pattern = pattern
        self.hasPlus = hasPlus
        let zero = hasPlus || pattern.hasPrefix("00") ? pattern.firstRange(of: Self.zeroInBrackets) : nil
        self.parts = pattern.indices.map { index in
            let character = pattern[index]
            guard Self.isPlace(character), let byte = character.asciiValue, !(zero?.contains(index) ?? false) else {
                return .mark(character)
            }
            return .place(byte)
        }
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
    private static func isPlace(_ character: Character) -> Bool { character == "#" || Self.isDigit(character) }

    /// The pattern with the number's digits in it; `nil` where the number does not fit.
    package func write(_ number: PhoneNumber) -> String? {
        let national = Array(number.nationalDigits.utf8)
        let places = self.parts.compactMap { if case .place(let byte) = $0 { byte } else { nil } }
        guard places.count >= national.count else { return nil }
        let (before, behind) = (places.dropLast(national.count), places.suffix(national.count))
        guard zip(behind, national).allSatisfy({ $0 == UInt8(ascii: "#") || $0 == $1 }),
            self.prefixes(of: number).contains(where: { before.elementsEqual($0.utf8) })
        else { return nil }
        return self.filled(with: national)
    }

    /// The digits that may stand before the national number.
    private func prefixes(of number: PhoneNumber) -> [String] {
        let code = "\(number.countryCode)"
        guard !self.hasPlus else { return [code] }
        let dialled = number.national.filter(Self.isDigit)
        let isBehind = dialled.hasSuffix(number.nationalDigits)
        let dialledFirst = isBehind ? [String(dialled.dropLast(number.nationalDigits.count))] : []
        return ["", code, "00" + code] + dialledFirst
    }

    /// The pattern with `digits` in its last places.
    private func filled(with digits: [UInt8]) -> String {
        var rest = digits[...]
        let characters = self.parts.reversed().map { part -> Character in
            switch part {
            case .mark(let character): character
            case .place(let byte): Character(UnicodeScalar(rest.popLast() ?? byte))
            }
        }
        return String(characters.reversed())
    }
}

extension [NumberWriting] {
    /// The writings of a number, each once, in the order of the patterns.
    package func write(_ number: PhoneNumber) -> [String] {
        self.compactMap { $0.write(number) }.reduce(into: []) { texts, text in if !texts.contains(text) { texts.append(text) } }
    }
}

extension YAMLNode {
    /// A list of patterns; those that are none are reported and left out.
    package var numberWritings: [NumberWriting] {
        guard let entries = self.list else { return [] }
        if entries.isEmpty { self.report("needs one writing at least, such as \"0## / #######\"; or remove the key") }
        if entries.count > NumberWriting.most { self.report("has more than \(NumberWriting.most) writings") }
        var seen: Set<String> = []
        return entries.compactMap { entry in
            guard let text = entry.string else { return nil }
            guard let writing = NumberWriting(text) else {
                entry.report(NumberWriting.rule)
                return nil
            }
            if !seen.insert(text).inserted { entry.report("stands here twice; remove one") }
            return writing
        }
    }
}
