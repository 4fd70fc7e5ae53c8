/// What a telephone would dial for a number as people write it.
enum DialString {
    /// The digits of `text`, with its leading `+`.
    ///
    /// Spaces, hyphens, dots, slashes and parentheses go; they are for the eye (RFC 3966 calls most of them visual separators).
    /// Parentheses and slashes in an international number are refused: `+49 (0)30 …` without them is somebody else's number.
    /// So are letters, extensions and further numbers.
    ///
    /// - Returns: `nil` where it is not surely one number of 1 to 20 digits.
    static func bytes(of text: String) -> [UInt8]? {
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
}
