/// Why a document was refused, and where. No case carries anything of the document.
///
/// Offsets count bytes from 0; an offset equal to the document's length means its end.
public enum StrictJSONError: Error, Hashable, Sendable {
    /// No value at all: nothing, or white space only.
    case empty
    /// It begins with U+FEFF (RFC 8259, 8.1).
    case byteOrderMark
    /// A byte sequence that UTF-8 does not know: overlong, a surrogate, above U+10FFFF, cut off (RFC 3629, 4).
    case notUTF8(at: Int)
    /// A byte that can't stand here.
    case syntax(at: Int)
    /// The document ends inside a value.
    case unexpectedEnd(at: Int)
    /// An unescaped character below U+0020 in a string.
    case controlCharacter(at: Int)
    /// An escape such as `\ud800` without its other half.
    case loneSurrogate(at: Int)
    /// The name that begins here came before in the same object, perhaps with other escapes.
    case duplicateName(at: Int)
    /// The array or object that begins here lies too deep.
    case tooDeep(at: Int)
    /// Something follows the document's one value.
    case trailingData(at: Int)

    /// One word for logs and metrics.
    public var label: String {
        switch self {
        case .empty: "empty"
        case .byteOrderMark: "byteOrderMark"
        case .notUTF8: "notUTF8"
        case .syntax: "syntax"
        case .unexpectedEnd: "unexpectedEnd"
        case .controlCharacter: "controlCharacter"
        case .loneSurrogate: "loneSurrogate"
        case .duplicateName: "duplicateName"
        case .tooDeep: "tooDeep"
        case .trailingData: "trailingData"
        }
    }

    /// The byte where the fault was seen, from 0.
    public var offset: Int {
        switch self {
        case .empty, .byteOrderMark: 0
        case .notUTF8(let offset), .syntax(let offset), .unexpectedEnd(let offset), .controlCharacter(let offset),
            .loneSurrogate(let offset), .duplicateName(let offset), .tooDeep(let offset), .trailingData(let offset):
            offset
        }
    }
}
