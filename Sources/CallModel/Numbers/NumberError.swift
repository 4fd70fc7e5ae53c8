/// Why a text is not a number. No case carries the text.
public enum NumberError: Error, Hashable, Sendable {
    /// No digits, or no numbering plan could hold it.
    case invalidNumber
    /// A national writing, and nobody said in which country.
    case regionRequired
}
