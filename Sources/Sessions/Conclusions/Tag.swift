/// A few words that a user puts on a call, in the form in which they are kept.
package struct Tag: Hashable, Sendable {
    /// Longest tag, in Unicode scalars of its NFC form.
    package static let mostCharacters = 64
    /// The maximum number of tags on one conclusion.
    package static let mostTags = 20
    /// The maximum number of tags that are looked at before repetitions are dropped.
    package static let mostTyped = 100

    /// NFC, trimmed, with single spaces; 1 to 64 characters.
    package let text: String

    /// Cleans a typed tag and refuses what could be caller data, which must not get into the journal this way.
    ///
    /// - Parameters:
    ///   - typed: Any text.
    ///   - holdsNumber: Whether a valid telephone number stands in one of the texts of ``searched(in:)``.
    /// - Throws: Why the text can't be a tag.
    package init(_ typed: String, holdsNumber: (String) -> Bool) throws(TagFault) {
        let text = try Self.cleaned(typed)
        guard !TagScan.holdsAddress(TextFolding.plain(text)) else { throw .address }
        guard !Self.pieces(of: text).contains(where: holdsNumber) else { throw .number }
        self.text = text
    }

    /// The texts that are searched for telephone numbers before a typed text becomes a tag; none for most tags, the same for equal
    /// ones.
    ///
    /// - Parameter typed: Any text.
    package static func searched(in typed: String) -> [String] {
        (try? Self.cleaned(typed)).map(Self.pieces) ?? []
    }

    private static func pieces(of text: String) -> [String] {
        TagScan.pieces(of: TextFolding.caseFolded(TextFolding.plain(text)))
    }

    private static func cleaned(_ typed: String) throws(TagFault) -> String {
        let words = typed.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
        let text = TextFolding.composed(words.map { String($0) }.joined(separator: " "))
        guard (1...Self.mostCharacters).contains(text.unicodeScalars.count) else { throw .length }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { throw .control }
        return text
    }

    /// One form for texts that differ in case only: two tags with the same form are the same tag.
    package var caseFolded: String { TextFolding.caseFolded(self.text) }

    /// The form in which searches compare tags and what is typed: NFKD, without marks, case-folded.
    package static func searchKey(_ text: String) -> String { TextFolding.searchKey(text) }
}

/// Why a text can't be a tag. No case carries the text.
package enum TagFault: Error, Hashable, Sendable, CaseIterable {
    /// Nothing is left of it, or more than 64 characters.
    case length
    /// It holds control characters.
    case control
    /// A valid telephone number stands in it.
    case number
    /// Text stands on both sides of an `@`.
    case address

    /// The advice for the user; one sentence.
    package var detail: String {
        switch self {
        case .length: "A tag has 1 to \(Tag.mostCharacters) characters."
        case .control: "A tag has no control characters."
        case .number: "A tag can't hold a telephone number: tags are kept, callers are not."
        case .address: "A tag can't hold an e-mail address: tags are kept, callers are not."
        }
    }
}
