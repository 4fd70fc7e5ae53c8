/// Why a text can't be a tag. No case carries the text.
package enum TagFault: Error, Hashable, Sendable, CaseIterable {
    /// Nothing is left of it, or more than 64 characters.
    case length
    /// It holds control characters.
    case control
    /// It looks like a telephone number.
    case number
    /// It looks like an e-mail address.
    case address

    /// What to do about it.
    package var detail: String {
        switch self {
        case .length: "A tag has 1 to \(Tag.mostCharacters) characters."
        case .control: "A tag has no control characters."
        case .number: "A tag can't hold a telephone number: tags are kept, callers are not."
        case .address: "A tag can't hold an e-mail address: tags are kept, callers are not."
        }
    }
}
