/// JSON read by the letter of RFC 8259, and nothing beside it.
///
/// Two readers of one document must never see two things in it. So what the RFC leaves to the reader is refused here: a byte
/// order mark, a name that comes twice in an object, an escape of half a surrogate pair, nesting without end.
package enum StrictJSON {
    /// The deepest nesting that any caller can ask for; it bounds the stack.
    package static let deepest = 512

    /// Reads one document.
    ///
    /// - Parameters:
    ///   - bytes: The whole document in UTF-8, with white space around it or without.
    ///   - maxDepth: How many arrays and objects may lie in one another, at most ``deepest``; 1 allows `[]` but not `[[]]`.
    /// - Throws: The first fault from the left, except that the encoding of the whole document is checked before its syntax.
    /// - Complexity: O(n), however many members an object has.
    package static func parse(_ bytes: [UInt8], maxDepth: Int = 64) throws(StrictJSONError) -> JSONValue {
        // A closure would lose the type of the error on its way through the standard library.
        try bytes.withUnsafeBytes { Self.result($0, maxDepth: maxDepth) }.get()
    }

    /// Reads one document from memory that the caller owns; nothing of the result points into it.
    ///
    /// - Parameters:
    ///   - bytes: The whole document in UTF-8.
    ///   - maxDepth: How many arrays and objects may lie in one another, at most ``deepest``.
    /// - Throws: The first fault, as above.
    package static func parse(_ bytes: UnsafeRawBufferPointer, maxDepth: Int = 64) throws(StrictJSONError) -> JSONValue {
        try Self.result(bytes, maxDepth: maxDepth).get()
    }

    private static func result(_ bytes: UnsafeRawBufferPointer, maxDepth: Int) -> Result<JSONValue, StrictJSONError> {
        bytes.withMemoryRebound(to: UInt8.self) { bytes in
            guard let start = bytes.baseAddress else { return .failure(.empty) }
            var parser = JSONParser(start: start, count: bytes.count, maxDepth: min(maxDepth, Self.deepest))
            do throws(StrictJSONError) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
    }
}

/// Why a document was refused, and where. No case carries anything of the document.
///
/// Offsets count bytes from 0; an offset equal to the document's length means its end.
package enum StrictJSONError: Error, Hashable, Sendable {
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
    package var label: String {
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
    package var offset: Int {
        switch self {
        case .empty, .byteOrderMark: 0
        case .notUTF8(let offset), .syntax(let offset), .unexpectedEnd(let offset), .controlCharacter(let offset),
            .loneSurrogate(let offset), .duplicateName(let offset), .tooDeep(let offset), .trailingData(let offset):
            offset
        }
    }
}
