internal import Foundation

/// A caller's name as telephone switches may have it: one line, without anything that a dialplan or a header would expand.
package enum SwitchName {
    /// The lengths that can be asked for, in characters.
    package static let lengths = 1...80

    /// The text of a name that may be given to a switch.
    ///
    /// Control characters and what has no width or turns the direction of writing are left out, `$ { } " \ < >` and the backquote
    /// become blanks, and several blanks one.
    ///
    /// - Parameters:
    ///   - name: From any source.
    ///   - length: The greatest length in characters, of ``lengths``; of a longer name the beginning is given. Characters that are
    ///     made of several code points count as that many, since displays differ there.
    ///   - isASCII: Whether other letters are written in ASCII: `Łukasz Müller` as `Lukasz Muller`.
    /// - Returns: Empty where nothing is left.
    package static func text(_ name: String, length: Int, isASCII: Bool) -> String {
        // Composed first: a mark that follows, or a letter's other form, makes no forbidden character afterwards.
        let whole = isASCII ? Self.transliterated(name) : name.precomposedStringWithCanonicalMapping
        var text = String.UnicodeScalarView()
        var (count, isBlankDue) = (0, false)
        for scalar in whole.unicodeScalars {
            switch Self.part(of: scalar, isASCII: isASCII) {
            case .nothing: continue
            case .blank: isBlankDue = count > 0
            case .letter:
                if isBlankDue { text.append(" ") }
                isBlankDue = false
                text.append(scalar)
                count += 1
            }
            // More than can be given, so that no character is cut in two unseen.
            if count > 2 * Self.lengths.upperBound { break }
        }
        return Self.beginning(of: String(text), length)
    }

    /// The part that a code point of a name has in its text.
    private enum Part {
        case letter, blank, nothing
    }

    private static func part(of scalar: Unicode.Scalar, isASCII: Bool) -> Part {
        if scalar.isASCII {
            switch scalar {
            case "$", "{", "}", "\"", "\\", "<", ">", "`", " ", "\t", "\n", "\r": return .blank
            default: return scalar.value < 0x20 || scalar.value == 0x7F ? .nothing : .letter
            }
        }
        if scalar.properties.isDefaultIgnorableCodePoint { return .nothing }
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .blank
        case .control, .format, .surrogate, .privateUse, .unassigned: return scalar.properties.isWhitespace ? .blank : .nothing
        default: return isASCII ? .nothing : .letter
        }
    }

    /// ICU's rules: first into Latin letters, then into ASCII. They bring forth quotes and brackets, too.
    private static func transliterated(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
        let plain = String(name.prefix(2 * Self.lengths.upperBound)).precomposedStringWithCompatibilityMapping
        return plain.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? plain
    }

    /// As many whole characters as fit; where not even the first does, a part of it.
    private static func beginning(of text: String, _ length: Int) -> String {
        var (end, room) = (text.startIndex, length)
        while end < text.endIndex {
            let next = text.index(after: end)
            let count = text[end..<next].unicodeScalars.count
            guard count <= room else { break }
            room -= count
            end = next
        }
        guard end > text.startIndex else { return String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))) }
        let beginning = text[..<end]
        return String(beginning.hasSuffix(" ") ? beginning.dropLast() : beginning)
    }
}
