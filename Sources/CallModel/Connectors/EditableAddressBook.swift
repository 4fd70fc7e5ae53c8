/// An address book that is filled through the interface. What is put into it is found by the next lookup.
public protocol EditableAddressBook: Sendable {
    /// The book's name among the connectors.
    var id: ConnectorID { get }
    /// The count of contacts in the book; each id counts once.
    var contactCount: Int { get }

    /// Puts contacts in, in order; of several with one id the last stays.
    ///
    /// - Parameter addsNew: Whether those that are not there yet are added.
    /// - Returns: One result for each contact, in their order.
    func put(_ contacts: [BookContact], addsNew: Bool) -> [ContactResult]

    /// The contacts with these ids, in their order; those that are not there are left out.
    func contacts(_ ids: [String]) -> [BookContact]

    /// Contacts in the order of their ids.
    ///
    /// - Parameters:
    ///   - id: Only those behind it; `nil` begins at the first.
    ///   - limit: At most so many.
    func contacts(after id: String?, limit: Int) -> [BookContact]

    /// The texts in fields for numbers that can't be read, which no call will ever match, of each of these contacts as it is kept.
    ///
    /// - Returns: One list for each id, in their order; empty for a contact that is not there.
    func unreadableNumbers(of ids: [String]) -> [[String]]

    /// Removes contacts, and returns how many of them were there.
    func delete(_ ids: [String]) -> Int

    /// Removes all contacts, and returns how many there were.
    func clear() -> Int
}

/// A contact of an address book that flows fill.
public struct BookContact: Hashable, Sendable, Redacted {
    /// The id that it has where it comes from, 1 to ``longestID`` characters; unique in its book.
    public let id: String
    /// The contact as the contract's section 6 writes it, in UTF-8; members in the contract's order, so that equal contacts have equal
    /// bytes. At most ``largest`` bytes.
    public let json: [UInt8]

    /// Longest id, in characters.
    public static let longestID = 128
    /// Largest ``json``, in bytes: a book's file has to be readable again.
    public static let largest = 64 << 10

    /// A contact that keeps to both limits, which are not checked here.
    public init(id: String, json: [UInt8]) {
        self.id = id
        self.json = json
    }
}

/// The result of sending a contact to a book.
public enum ContactResult: Hashable, Sendable {
    /// It is new in the book.
    case added
    /// It took the place of an older one with its id.
    case updated
    /// It was in the book already, and the same.
    case unchanged
    /// There is none of that id to be updated.
    case notFound
    /// The book holds as many as it may.
    case bookFull
}
