/// A few words that a user puts on a call, in the form in which they are kept.
public struct Tag: Hashable, Sendable {
    /// Longest tag, in Unicode scalars of its NFC form.
    public static let mostCharacters = 64
    /// Most tags on one conclusion.
    public static let mostTags = 20

    /// NFC, trimmed, with single spaces; 1 to 64 characters.
    public let text: String

    /// Cleans what was typed.
    ///
    /// - Parameter isNumber: Whether digits, led by `+` or not, are a valid telephone number.
    /// - Throws: Why it can't be a tag; caller data must not get into the journal this way.
    public init(_ typed: String, isNumber: (String) -> Bool) throws(TagFault) {
        let words = typed.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
        let text = TextFolding.composed(words.map { String($0) }.joined(separator: " "))
        guard (1...Self.mostCharacters).contains(text.unicodeScalars.count) else { throw .length }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { throw .control }
        let plain = TextFolding.plain(text)
        guard !TagScan.holdsAddress(plain) else { throw .address }
        guard !TagScan.candidates(in: plain).contains(where: isNumber) else { throw .number }
        self.text = text
    }

    /// Equal for two tags that differ in case only, which are the same tag.
    public var caseFolded: String { TextFolding.caseFolded(self.text) }

    /// What searches compare, for tags and what is typed alike: NFKD, without marks, case-folded.
    public static func searchKey(_ text: String) -> String { TextFolding.searchKey(text) }
}
