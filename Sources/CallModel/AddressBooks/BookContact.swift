/// A contact of a book that flows fill.
public struct BookContact: Hashable, Sendable, Redacted {
    /// The id that it has where it comes from, 1 to ``longestID`` characters; unique in its book.
    public let id: String
    /// The contact as the contract's section 6 writes it, in UTF-8; members in the contract's order, so that equal contacts have equal
    /// bytes.
    public let json: [UInt8]

    /// Longest id, in characters.
    public static let longestID = 128
    /// Largest ``json``, in bytes: a book's file has to be readable again.
    public static let largest = 64 << 10

    public init(id: String, json: [UInt8]) {
        self.id = id
        self.json = json
    }
}
