/// JSON read by the letter of RFC 8259, and nothing beside it.
///
/// Two readers of one document must never see two things in it. So what the RFC leaves to the reader is refused here: a byte
/// order mark, a name that comes twice in an object, an escape of half a surrogate pair, nesting without end.
public enum StrictJSON {
    /// The deepest nesting that any caller can ask for; it bounds the stack.
    public static let deepest = 512

    /// Reads one document.
    ///
    /// - Parameters:
    ///   - bytes: The whole document in UTF-8, with white space around it or without.
    ///   - maxDepth: How many arrays and objects may lie in one another, at most ``deepest``; 1 allows `[]` but not `[[]]`.
    /// - Throws: The first fault from the left, except that the encoding of the whole document is checked before its syntax.
    /// - Complexity: O(n), however many members an object has.
    public static func parse(_ bytes: [UInt8], maxDepth: Int = 64) throws(StrictJSONError) -> JSONValue {
        // A closure would lose the type of the error on its way through the standard library.
        try bytes.withUnsafeBytes { Self.outcome($0, maxDepth: maxDepth) }.get()
    }

    /// Reads one document from memory that somebody else owns; nothing of the result points into it.
    public static func parse(_ bytes: UnsafeRawBufferPointer, maxDepth: Int = 64) throws(StrictJSONError) -> JSONValue {
        try Self.outcome(bytes, maxDepth: maxDepth).get()
    }

    private static func outcome(_ bytes: UnsafeRawBufferPointer, maxDepth: Int) -> Result<JSONValue, StrictJSONError> {
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
