/// The writing of a value in its place of a URL.
///
/// In every case only letters, digits, `-._~` and percent-encoded bytes come out of it, and a `+` before a number where that means
/// no space.
enum ValueEncoding: Sendable {
    /// Percent-encoding of all but unreserved characters.
    case strict
    /// The same, but an E.164 number keeps its `+`. For opaque parts such as `callto:`.
    case keepsPlus
    /// Numbers without their punctuation, anything else strictly. For the user part of `sip:` and `sips:`.
    case dialsIfPossible
    /// Numbers without their punctuation; anything else gives no link. For `tel:` (RFC 3966).
    case dials

    /// Appends the value of `item`, cut to its prefix.
    ///
    /// - Throws: ``NoLink/notDialable(_:)`` where only a number may stand.
    func append(_ value: String, of item: ValueExpansion.Item, to output: inout [UInt8]) throws(NoLink) {
        guard case .strict = self else { return try self.append(number: value, of: item, to: &output) }
        output.append(encoding: value, allowed: Self.unreserved, limit: item.prefix)
    }

    private func append(number value: String, of item: ValueExpansion.Item, to output: inout [UInt8]) throws(NoLink) {
        let value = item.prefix.map { String(String.UnicodeScalarView(value.unicodeScalars.prefix($0))) } ?? value
        let dialled = Self.dialString(of: value)
        switch (self, dialled) {
        case (.keepsPlus, let bytes?) where bytes.elementsEqual(value.utf8): output.append(contentsOf: bytes)
        case (.dialsIfPossible, let bytes?), (.dials, let bytes?): output.append(contentsOf: bytes)
        case (.dials, nil): throw .notDialable(item.variable)
        default: output.append(encoding: value, allowed: Self.unreserved)
        }
    }

    /// The dial string of a number as people write it: the digits of `text`, with its leading `+`.
    ///
    /// Spaces, hyphens, dots, slashes and parentheses go; they are for the eye (RFC 3966 calls most of them visual separators).
    /// Parentheses and slashes in an international number are refused: `+49 (0)30 …` without them is somebody else's number.
    /// So are letters, extensions and further numbers.
    ///
    /// - Returns: `nil` where it is not surely one number of 1 to 20 digits.
    private static func dialString(of text: String) -> [UInt8]? {
        var dialled: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": dialled.append(UInt8(truncatingIfNeeded: scalar.value))
            case "+": if dialled.isEmpty { dialled.append(UInt8(ascii: "+")) } else { return nil }
            case "(", ")", "/": if dialled.first == UInt8(ascii: "+") { return nil }
            case " ", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}", "-", "\u{2010}"..."\u{2013}", ".": continue
            default: return nil
            }
        }
        let digits = dialled.count - (dialled.first == UInt8(ascii: "+") ? 1 : 0)
        return (1...20).contains(digits) ? dialled : nil
    }

    private static let unreserved = ByteSet.unreserved
}
