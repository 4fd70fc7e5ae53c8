/// The words that networks and switches send in place of a number that is kept back.
enum WithheldWord {
    private static let words: [StaticString] = ["anonymous", "restricted", "private", "unavailable", "withheld", "unknown"]
    private static let host: StaticString = "anonymous.invalid"

    /// Whether `text`, white space and quotes around it set aside, is one of the words, in any case.
    static func matches(_ text: ArraySlice<UInt8>) -> Bool {
        let bare = ASCII.trimmed(text) { ASCII.isSpace($0) || $0 == UInt8(ascii: "\"") }
        return self.words.contains { ASCII.equal(bare, $0) }
    }

    /// Whether `text` is the host that RFC 3323 gives to callers without a name, in any case.
    static func isHost(_ text: ArraySlice<UInt8>) -> Bool {
        ASCII.equal(text.last == UInt8(ascii: ".") ? text.dropLast() : text, self.host)
    }
}
